"""Native charts, the same in Word and PowerPoint: the drawing and the workbook behind it."""
