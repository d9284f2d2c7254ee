"""Takes every /ToUnicode map out of a PDF: garble.py IN.pdf OUT.pdf   CC0-1.0, by the ibid authors."""
import sys

import pikepdf

with pikepdf.open(sys.argv[1]) as pdf:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
            del thing["/ToUnicode"]
    pdf.remove_unreferenced_resources()
    pdf.save(sys.argv[2], static_id=True)
