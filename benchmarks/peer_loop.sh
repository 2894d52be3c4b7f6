#!/bin/sh
# What people do without Seedpress: pandoc and WeasyPrint, started anew for each document and format.
#
# Usage: peer_loop.sh FOLDER OUT JOBS FORMATS
# FORMATS is some of: docx epub wiki pdf. PANDOC, WEASYPRINT and CSS name the programs and the style sheet.
set -eu
folder=$1 out=$2 jobs=$3 formats=$4
export out formats PANDOC WEASYPRINT CSS

if [ "${5:-}" = "" ]; then
    mkdir -p "$out"
    find "$folder" -name '*.txt' -print0 | sort -z |
        xargs -0 -n 1 -P "$jobs" sh "$0" "$folder" "$out" "$jobs" "$formats"
    exit
fi

source=$5
name=$(basename "$source" .txt)
markdown=$out/$name.md
# Headings and paragraphs as Markdown has them; the title is its metadata.
sed -E -e 's/^=== *(.*[^ =]) *===$/\n### \1\n/' -e 's/^== *(.*[^ =]) *==$/\n## \1\n/' \
    -e 's/^= *(.*[^ =]) *=$/% \1\n/' -e 's/^([^-=#%].*)$/\1\n/' "$source" > "$markdown"
for format in $formats; do
    case $format in
        docx) "$PANDOC" -f markdown -t docx "$markdown" -o "$out/$name.docx" ;;
        epub) "$PANDOC" -f markdown -t epub3 "$markdown" -o "$out/$name.epub" ;;
        wiki) "$PANDOC" -f markdown -t mediawiki "$markdown" -o "$out/$name.wiki" ;;
        pdf)
            "$PANDOC" -s -f markdown -t html5 --metadata lang=en --css "$CSS" "$markdown" -o "$out/$name.html"
            "$WEASYPRINT" -q --pdf-variant pdf/ua-1 "$out/$name.html" "$out/$name.pdf"
            ;;
    esac
done
