#!/bin/sh
# Rebuilds every PDF in the folder above from the sources beside this script.   CC0-1.0, by the ibid authors.
#
# Debian 12 packages (apt-get install --no-install-recommends):
#   texlive-latex-base texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended lmodern
#   texlive-xetex texlive-luatex texlive-lang-german texlive-lang-french texlive-lang-spanish texlive-lang-greek
#   fonts-linuxlibertine fonts-ipaexfont-mincho fonts-noto-core fonts-liberation hyphen-en-gb
#   libreoffice-writer-nogui groff ghostscript qpdf python3-pikepdf python3-pil python3-venv
# Typst is not in Debian: its Python wheel (PyPI: typst 0.15.2) is installed into the temporary folder.
#
# The same packages give the same bytes: dates come from SOURCE_DATE_EPOCH, identifiers are fixed or left out.
# Encrypted files alone differ from run to run, since their keys are drawn anew.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(dirname "$here")
work=${WORK:-$(mktemp -d)}
export SOURCE_DATE_EPOCH=1767225600 FORCE_SOURCE_DATE=1 TEXMFVAR="$work/texmf" LC_ALL=C.UTF-8 TZ=UTC
python=${PYTHON:-/usr/bin/python3} # Debian's, which sees python3-pikepdf and python3-pil
cd "$work"

tex() { # tex ENGINE NAME: three runs, for contents, labels and outline
    for _ in 1 2 3; do
        "$1" -interaction=batchmode -halt-on-error "$here/$2.tex" >"$2.said" || { tail -n 40 "$2.log" >&2; exit 1; }
    done
}

office() { # office NAME: LibreOffice 7.4 ignores SOURCE_DATE_EPOCH, so its date and identifier are overwritten in place
    soffice "-env:UserInstallation=file://$work/office" --headless --convert-to pdf:writer_pdf_Export "$here/$1.fodt" \
        >"$1.said" 2>&1
    LC_ALL=C sed -E -i \
        -e "s/D:[0-9]{14}(Z|[+-][0-9]{2}'[0-9]{2}')/D:20260101000000Z/" \
        -e 's/^(\/ID \[ )?<[0-9A-F]{32}>/\1<00000000000000000000000000000000>/' \
        -e 's/(\/DocChecksum \/)[0-9A-F]{32}/\100000000000000000000000000000000/' "$1.pdf"
}

distil() { # distil NAME: PostScript to PDF by Ghostscript
    ps2pdf "$1.ps" "$1.pdf"
}

typeset() { # typeset NAME: groff's ms and tbl, as PostScript
    groff -Tps -P-pa4 -dpaper=a4 -t -ms "$here/$1.ms" >"$1.ps"
}

for name in self-help-groups reperes-de-crue tiempo-publico; do tex pdflatex $name; done
tex lualatex treidelpfade
tex xelatex koinotikoi-fournoi
for name in seed-library nobat-e-ab; do office $name; done

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet typst==0.15.2
"$work/venv/bin/python" -c 'import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], ignore_system_fonts=True,
              font_paths=["/usr/share/fonts/opentype/ipaexfont-mincho"])' "$here/sento.typ" sento.pdf

typeset tidal-ferry
distil tidal-ferry

tex latex salt-marsh-wells
dvips -q -Ppdf -G0 salt-marsh-wells.dvi -o salt-marsh-wells.ps
distil salt-marsh-wells

# The special ones.
typeset half-light
gs -q -dBATCH -dNOPAUSE -sDEVICE=pgmraw -r150 -dTextAlphaBits=4 -sOutputFile=half-light-%d.pgm half-light.ps
"$python" "$here/scan.py" half-light.pdf half-light-?.pgm

tex pdflatex village-halls
mv village-halls.pdf plain.pdf
qpdf --static-id --encrypt '' owner 256 -- plain.pdf village-halls.pdf

tex pdflatex dear-hive
mv dear-hive.pdf plain.pdf
qpdf --static-id --encrypt ibid owner 256 -- plain.pdf dear-hive.pdf

tex pdflatex last-tram
mv last-tram.pdf plain.pdf
"$python" "$here/truncate.py" plain.pdf last-tram.pdf 3

tex lualatex wet-fingers
mv wet-fingers.pdf plain.pdf
"$python" "$here/garble.py" plain.pdf wet-fingers.pdf

for name in self-help-groups reperes-de-crue tiempo-publico treidelpfade koinotikoi-fournoi seed-library nobat-e-ab sento \
    tidal-ferry salt-marsh-wells half-light village-halls dear-hive last-tram wet-fingers; do
    cp "$name.pdf" "$out/$name.pdf"
done
[ -n "${WORK:-}" ] || rm -rf "$work"
