"""A province whose agents all have an email address and a list on one Monday, as files of an office."""

import datetime

WEEK, MONDAY, FRIDAY = "2023-W23", "2023-06-05", "2023-06-02"
# Agents of a commune, and the day by which everybody has paid.
TOGETHER, PAID_TO = 20, "30/06/2023"
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Giàng", "Lò"]
MIDDLE = ["Thị", "Văn", "Minh", "Ngọc", "Thanh", "Đức", "Hồng"]
GIVEN = ["Lan", "Hùng", "Páo", "Mai", "Sơn", "Hương", "Thuỷ", "Dũng", "Liên", "Quý", "Chiến"]


def name(number):
    """A name; the same number has the same."""
    parts = (FAMILY[number % 10], MIDDLE[number // 3 % 7], GIVEN[number // 7 % 11])
    return " ".join(parts)


def write(folder, agents, touches):
    """Writes the files of so many agents with so many households each, in the order of import.

    Everybody works on Mondays alone and has as many slots as households, so that each list is full.
    Every person has a health-insurance card that ends within the month, and a telephone.
    """
    communes = -(-agents // TOGETHER)
    files = []

    def file(thing, head, rows):
        path = folder / f"{thing}.csv"
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            out.write(",".join(head) + "\n")
            out.writelines(",".join(row) + "\n" for row in rows)
        files.append((thing, path))

    code = [f"X{at:05}" for at in range(communes)]
    file("areas", ["code", "valid_from", "kind", "name", "parent_code"], [
        ["VN", "2004-01-01", "nation", "Việt Nam", ""],
        ["99", "2004-01-01", "province", "Tỉnh Thử Nghiệm", "VN"],
        ["991", "2004-01-01", "district", "Huyện Thử Nghiệm", "99"],
        *([one, "2004-01-01", "commune", f"Xã {one}", "991"] for one in code),
    ])
    file("offices", ["code", "name", "area_codes"], [["09900", "BHXH tỉnh Thử Nghiệm", "99"]])
    file("agents",
         ["code", "name", "area_codes", "home_area_code", "phone", "email", "products",
          "slots_per_day", "visit_slots_per_day", "working_days"],
         ([f"NV-{at:06}", name(at), code[at // TOGETHER], code[at // TOGETHER], phone(at),
           f"nv-{at:06}@agents.example", "household_hi", str(touches), "0", "Mon"]
          for at in range(agents)))
    people = agents * touches
    numbers = range(people)
    file("people",
         ["si_number", "name", "birth_date", "sex", "area_code", "hamlet", "address",
          "household_code", "phone"],
         ([number(at), name(at), str(born(at)), "F" if at // 3 % 7 == 0 else "M",
           code[at // touches // TOGETHER], f"Thôn {at % 9 + 1}", f"Số {at % 120 + 1}",
           f"HD-{at:08}", phone(at + 1_000_000)] for at in numbers))
    file("enrolments",
         ["si_number", "product", "valid_to", "cycle_months", "household_order", "as_of"],
         ([number(at), "household_hi", PAID_TO, "12", "1", FRIDAY] for at in numbers))
    return files


def number(at):
    """A social-insurance number."""
    return f"{1_000_000_000 + at}"


def phone(at):
    """A number of a mobile telephone."""
    return f"09{at:08}"


def born(at):
    """A day of birth."""
    return datetime.date(1960, 1, 1) + datetime.timedelta(days=at * 7 % 14_000)
