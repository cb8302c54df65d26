#!/usr/bin/env bash
# Perl's HTTP::OAI gives the last part of a list where it comes in several, and drops the others without a word.
#
# Expected: the synopsis of HTTP::OAI::Harvester goes over the result of a list with "while (my $id = $response->next)"
#     and says nothing of parts, and "resume" is on by default: so all records come, as they do in other clients.
# Seen: of a list in two parts, two records each, the loop sees the two of the second part. Both parts were fetched, and
#     is_error is false. With onRecord, the other way that the synopsis shows, all four come.
# Version: libhttp-oai-perl 4.12-1 (Debian 12).
# For an evidence hub: a library that harvests us with that loop has the last hundred records and no sign that others
#     are missing. completeListSize on the token is what it could notice by.
# Known: nothing found.
set -euo pipefail

command -v perl >/dev/null && command -v apt-get >/dev/null || { echo "It needs Debian and Perl."; exit 1; }
debs=(
    libcgi-pm-perl=4.55-1
    libclone-perl=0.46-1
    libencode-locale-perl=1.05-3
    libfile-listing-perl=6.15-1
    libhtml-parser-perl=3.81-1+deb12u1
    libhtml-tagset-perl=3.20-6
    libhttp-cookies-perl=6.10-1
    libhttp-date-perl=6.05-2
    libhttp-message-perl=6.44-1
    libhttp-negotiate-perl=6.01-2
    libhttp-oai-perl=4.12-1
    libio-html-perl=1.004-3
    liblwp-mediatypes-perl=6.04-2
    libnet-http-perl=6.22-1
    libtimedate-perl=2.3300-2
    libtry-tiny-perl=0.31-2
    liburi-perl=5.17-1
    libwww-perl=6.68-1
    libwww-robotrules-perl=6.02-1
    libxml-libxml-perl=2.0207+dfsg+really+2.0134-1+deb12u1
    libxml-namespacesupport-perl=1.12-2
    libxml-sax-base-perl=1.09-3
    libxml-sax-perl=1.02+dfsg-3
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq -o APT::Sandbox::User=root "${debs[@]}"
for each in *.deb; do dpkg -x "$each" root; done
export PERL5LIB="$work/root/usr/share/perl5:$(echo "$work"/root/usr/lib/*/perl5/5.*)"

cat >serve.py <<'PY'
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

IDENTIFY = (
    "<Identify><repositoryName>R</repositoryName><baseURL>http://example.org/oai</baseURL>"
    "<protocolVersion>2.0</protocolVersion><adminEmail>a@example.org</adminEmail>"
    "<earliestDatestamp>2026-01-01</earliestDatestamp><deletedRecord>no</deletedRecord>"
    "<granularity>YYYY-MM-DD</granularity></Identify>"
)


def header(number):
    return f"<header><identifier>oai:example.org:{number}</identifier><datestamp>2026-01-02</datestamp></header>"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = parse_qs(urlsplit(self.path).query)
        if asked["verb"] == ["Identify"]:
            said = IDENTIFY
        else:
            first = "resumptionToken" not in asked
            numbers, token = ((1, 2), "second") if first else ((3, 4), "")
            said = "".join(map(header, numbers))
            said += f'<resumptionToken completeListSize="4" cursor="{0 if first else 2}">{token}</resumptionToken>'
            said = f"<ListIdentifiers>{said}</ListIdentifiers>"
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f'<responseDate>2026-01-03T00:00:00Z</responseDate><request verb="{asked["verb"][0]}">'
            f"http://example.org/oai</request>{said}</OAI-PMH>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Answers)
with open("port", "w") as file:
    file.write(str(server.server_port))
server.serve_forever()
PY
cat >harvest.pl <<'PERL'
use strict;
use warnings;
use HTTP::OAI;

my $harvester = HTTP::OAI::Harvester->new(baseURL => "http://127.0.0.1:$ARGV[0]/oai");
$harvester->Identify;
my (@looped, @told);
my $found = $harvester->ListIdentifiers(metadataPrefix => 'oai_dc');
while (my $one = $found->next) { push @looped, $one->identifier }
print "error: ", ($found->is_error ? 1 : 0), "\n";
print "by next: ", join(' ', @looped), "\n";
$harvester->ListIdentifiers(metadataPrefix => 'oai_dc', onRecord => sub { push @told, $_[0]->identifier });
print "by onRecord: ", join(' ', @told), "\n";
PERL
timeout 60 python3 serve.py &
server=$!
for _ in $(seq 50); do [ -s port ] && break || sleep 0.1; done
perl harvest.pl "$(cat port)" 2>/dev/null >seen
kill $server
cat >recorded <<'TXT'
error: 0
by next: oai:example.org:3 oai:example.org:4
by onRecord: oai:example.org:1 oai:example.org:2 oai:example.org:3 oai:example.org:4
TXT
echo "Seen:"
cat seen
if diff recorded seen; then echo "As recorded."; else echo "It has changed."; exit 1; fi
