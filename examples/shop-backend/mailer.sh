#!/bin/sh
# mailer.sh FOLDER [once]: asks $shop, http://127.0.0.1:8080 if it is not set, for contacts, writes each as a mail into FOLDER, for a program
# such as sendmail to take from there, and reports it. A mail is named by its key: one that is handed out again, because we died before
# reporting it, is written once.
set -eu
shop=${shop:-http://127.0.0.1:8080}
folder=$1
mkdir -p "$folder"

deliver() {
    key=$(echo "$1" | jq -r .key)
    to=$(echo "$1" | jq -r '.profile.email // empty')
    if [ -z "$to" ]; then
        state=failed
    else
        [ -e "$folder/$key.eml" ] || {
            echo "$1" | jq -r '"To: \(.profile.email)\nSubject: Your basket\nMessage-ID: <\(.key)@shop.example>\n\nIt holds goods worth \(.with.total)."' \
                >"$folder/$key.new"
            mv "$folder/$key.new" "$folder/$key.eml"
        }
        state=sent
    fi
    curl -sSf -X POST "$shop/report?key=$key&state=$state" >/dev/null
}

while :; do
    curl -sSf -X POST "$shop/claim?limit=10" | jq -c '.contacts[]' | while read -r contact; do
        deliver "$contact"
    done || echo 'The shop does not answer; asking again.' >&2
    [ "${2:-}" != once ] || break
    sleep 1
done
