"""The slides for the meeting: page one and a few figures, laid into a kommune's own template.

``content`` chooses what is shown, ``template`` opens the template and finds its layouts by their
placeholders, ``room`` measures words, ``slides`` lays out one slide, ``default_template`` made
the template we ship.
"""
