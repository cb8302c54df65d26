"""The part ``README.txt`` of a backup: how to read it without this program."""

EXPLAINED = """\
This is a backup of an evidence hub: all its records and files as they were at one moment. It is a plain ZIP archive
(ZIP64), and everything in it but the files that people sent is text in UTF-8.

manifest.json   what lies here, with the length in bytes and the SHA-256 of every part. "taken_at" is the moment,
                "migration" the shape of the database, "columns" the kind of value in each column.
tables/*.jsonl  a file for each table of the database, a line for each row, as JSON, in the order of the key.
                Kinds: text; integer; number; decimal (as text); boolean; date (2026-11-30); datetime (ISO 8601, in
                UTC); uuid; json (as it is); bytes (Base64). null where there is nothing.
files.jsonl     a line for each file that the rows name: "name" is the SHA-256 that the rows have, "bytes" and "sha256"
                are of what was there. null: the file was missing already. Another "sha256" than "name": it was damaged.
files/NAME      the files as they were sent, without their names: the table "document" has these, and the column
                "sha256" leads here.
standards/      the operator's own standards, where there were any. The others come with the program.
keys/*.pub.pem  the public keys of the credentials that this hub gave.
keys/secret_key, keys/signing.pem
                only where "with_keys" is true. Whoever has them can sign in the name of this hub: keep the archive as
                you keep passwords.

Tables that are left out are named in the manifest ("left_out"), each with the reason.
It holds the addresses of people, mails, and what was meant for few. Do not give it to others, and keep it locked. Links
that act by themselves are left out of mails, unless "with_keys" is true: then they may still work.
"""
