"""Fills in a call list as an agent does in an office program: opens it with openpyxl, writes beside rows,
saves it.

    fill_in.py BOOK FILLED ANSWERS

ANSWERS is JSON: by the id of a row, what is written under which heading; a text of the form 2023-06-13 or
2023-06-13T14:30 becomes a date, as an office program makes of what is typed. Prints how many rows got an
answer."""

import datetime
import json
import re
import sys

import openpyxl


def choices(book, sheet, cell):
    """What the drop-down list of a cell offers; none where it has no list."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type != "list" or cell.coordinate not in rule.sqref:
            continue
        if rule.formula1.startswith('"'):
            return rule.formula1.strip('"').split(",")
        name, area = rule.formula1.replace("$", "").replace("'", "").lstrip("=").split("!")
        return [one.value for row in book[name][area] for one in row]
    return None


def value(text):
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", text):
        return datetime.datetime.fromisoformat(text)
    return text


book, answers, filled = openpyxl.load_workbook(sys.argv[1]), json.loads(sys.argv[3]), 0
for sheet in book.worksheets:
    columns = None
    for row in sheet.iter_rows():
        if columns is None:
            names = [cell.value for cell in row]
            columns = {name: at for at, name in enumerate(names) if name} if "Mã dòng" in names else None
            continue
        answer = answers.get(str(row[columns["Mã dòng"]].value))
        if answer is None:
            continue
        filled += 1
        for heading, text in answer.items():
            cell = row[columns[heading]]
            assert cell.value is None, f"{heading} is for the agent to fill in, and holds {cell.value}"
            assert not (sheet.protection.sheet and cell.protection.locked), f"{heading} is locked"
            offered = choices(book, sheet, cell)
            assert offered is None or text in offered, f"{heading} offers {offered}, not {text}"
            assert offered is not None or heading != "Kết quả", "no list of results to choose from"
            cell.value = value(text)
book.save(sys.argv[2])
print(json.dumps(filled))
