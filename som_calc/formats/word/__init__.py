"""The Word report: blocks laid into a kommune's own template.

``template`` opens and fills the template, ``layout`` decides the order of things,
``text``, ``tables`` and ``charts`` make the parts, ``styles`` supplies what the template
lacks, ``stamp`` and ``package`` finish the file, ``default_template`` made the template we
ship.
"""
