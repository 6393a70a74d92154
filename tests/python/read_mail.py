"""Reads a Maildir with Python's own email package, and workbooks in letters with openpyxl.

    read_mail.py MAILDIR FOLDER

Prints a JSON list with a letter each; attachments are kept in FOLDER under their names."""

import email
import email.policy
import io
import json
import mailbox
import pathlib
import sys

import openpyxl


def workbook(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = lambda sheet: [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    return {sheet.title: cells(sheet) for sheet in book.worksheets}


def letter(data, folder):
    message = email.message_from_bytes(data, policy=email.policy.default)
    defects = [str(defect) for part in message.walk() for defect in part.defects]
    [sender], [to] = message["From"].addresses, message["To"].addresses
    files = {}
    for part in message.iter_attachments():
        name, data = part.get_filename(), part.get_content()
        (folder / name).write_bytes(data)
        files[name] = {"type": part.get_content_type(), "sheets": workbook(data)}
    return {
        "from": [sender.display_name, sender.addr_spec],
        "to": [to.display_name, to.addr_spec],
        "envelope": [message["X-MailFrom"], message["X-RcptTo"]],
        "subject": message["Subject"],
        "id": message["Message-ID"],
        "auto": message["Auto-Submitted"],
        "text": message.get_body(("plain",)).get_content(),
        "html": message.get_body(("html",)).get_content(),
        "files": files,
        "defects": defects,
    }


box, folder = mailbox.Maildir(sys.argv[1], create=False), pathlib.Path(sys.argv[2])
folder.mkdir(exist_ok=True)
print(json.dumps([letter(box.get_bytes(key), folder) for key in sorted(box.keys())]))
