#!/bin/sh
# mailer.sh FOLDER [once]: asks $shop, http://127.0.0.1:8080 if it is not set, for contacts, writes each as a mail into FOLDER, for a program
# such as sendmail to take from there, and reports it. A mail is named by its key: one that is handed out again, because we died before
# reporting it, is written once. An address is what somebody typed into a page: with a blank, a comma or the end of a line in it, it would be
# more than an address to whoever reads the mail.
set -eu
shop=${shop:-http://127.0.0.1:8080}
folder=$1
mkdir -p "$folder"

deliver() {
    key=$(printf '%s\n' "$1" | jq -r .key)
    to=$(printf '%s\n' "$1" | jq -r '.profile.email // "" | strings | select(test("\\A[^\\s\\p{Cntrl},;<>\"]+@[^\\s\\p{Cntrl},;<>\"]+\\z"))')
    if [ -z "$to" ]; then
        state=failed
    else
        [ -e "$folder/$key.eml" ] || {
            printf '%s\n' "$1" | jq -r '"To: \(.profile.email)\nSubject: Your basket\nMessage-ID: <\(.key)@shop.example>\n\nIt holds goods worth \(.with.total)."' \
                >"$folder/$key.new" && mv "$folder/$key.new" "$folder/$key.eml"
        } || return 1
        state=sent
    fi
    curl -sSf -X POST "$shop/report?key=$key&state=$state" >/dev/null
}

while :; do
    if claimed=$(curl -sSf -X POST "$shop/claim?limit=10"); then
        printf '%s\n' "$claimed" | jq -c '.contacts[]' | while IFS= read -r contact; do
            deliver "$contact" || echo 'A mail was not written, or not reported: it is handed out again.' >&2
        done
    else
        echo 'The shop does not answer; asking again.' >&2
    fi
    [ "${2:-}" != once ] || break
    sleep 1
done
