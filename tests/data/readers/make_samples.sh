#!/bin/sh
# Makes the binary samples of this folder from sample.md and sample.fodt, with pandoc and LibreOffice (Debian:
# apt-get install pandoc libreoffice-writer). The results are committed; run this only to change them.
set -eu
cd "$(dirname "$0")"
pandoc sample.md -o pandoc.epub
pandoc sample.md -o pandoc.fb2
pandoc sample.md -s -o pandoc.html
pandoc sample.md -o pandoc.docx
pandoc sample.md -o pandoc.odt
soffice --headless --convert-to odt:writer8 --outdir out sample.fodt >/dev/null
soffice --headless --convert-to docx --outdir out sample.fodt >/dev/null
soffice --headless --convert-to pdf --outdir out sample.fodt >/dev/null
soffice --headless --convert-to html --outdir out sample.fodt >/dev/null
for kind in odt docx pdf html; do mv "out/sample.$kind" "libreoffice.$kind"; done
soffice --headless --convert-to pdf --outdir out twocolumns.fodt >/dev/null
mv out/twocolumns.pdf libreoffice-columns.pdf
soffice --headless --convert-to pdf --outdir out short.fodt >/dev/null
mv out/short.pdf libreoffice-short.pdf
rmdir out
iconv -f utf-8 -t cp1251 pandoc.fb2 | sed '1s/UTF-8/windows-1251/' > cp1251.fb2
rm -f zipped.fb2.zip && python3 -c "import zipfile; zipfile.ZipFile('zipped.fb2.zip', 'w', zipfile.ZIP_DEFLATED).write('cp1251.fb2', 'book.fb2')"
rm cp1251.fb2
