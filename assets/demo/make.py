"""Makes the demo province and the holiday table, and checks the two tables written by hand.

    pip install vietnamadminunits==1.0.4 holidays==0.109
    python assets/demo/make.py

Nothing here depends on the clock or the network: the same packages give the same bytes.
What is real and what is made up is said in README.md beside this file.
"""

import csv
import random
import unicodedata
from pathlib import Path

import holidays
from vietnamadminunits.database import query

DEMO = Path(__file__).parent
CONFIG = DEMO.parent.parent / "config"
POPULATION = 846_200  # 750,600 with health insurance are 88.7 % of the people
SEED = 2023

# --- The list of April 2023 -------------------------------------------------------------------------------------------

# Five communes that the package has already merged into a neighbour: code -> (name, district).
MERGED = {
    "04267": ("Phường Hồng Hà", "132"),
    "04507": ("Xã Đào Thịnh", "138"),
    "04528": ("Xã Nga Quán", "138"),
    "04561": ("Xã Bảo Hưng", "138"),
    "04774": ("Xã Yên Bình", "141"),
}
# Names that the package has in a newer form or another spelling.
NAMES_2023 = {
    "04264": "Phường Nguyễn Phúc",
    "04342": "Xã Khánh Hoà",
    "04456": "Thị trấn Mù Căng Chải",
    "04486": "Xã Dế Su Phình",
    "04510": "Xã Việt Thành",
    "04618": "Xã Hát Lìu",
    "04621": "Thị trấn NT Liên Sơn",
    "04627": "Thị trấn NT Trần Phú",
}
# Points that the package lacks or has in the wrong place: the mean of the points of these communes.
POINT_FROM = {
    "04267": ["04264"],  # the package's point of 04264 was looked up as Hồng Hà, into which Nguyễn Phúc went
    "04507": ["04504", "04501", "04498"],
    "04510": ["04498", "04513", "04504"],  # the package: the whole district's point
    "04516": ["04498", "04522", "04513"],  # the package: Minh Quân, not Minh Quán
    "04528": ["04498", "04522"],
    "04561": ["04567", "04564", "04546"],
    "04585": ["04618", "04612", "04594"],  # the package: the commune of the same name
    "04774": ["04762", "04771"],
}
ENGLISH = {"Phường": "Ward", "Thị trấn": "Township", "Xã": "Commune", "Thành phố": "City", "Thị xã": "Town",
           "Huyện": "District", "Tỉnh": "Province"}

# --- Rough assumptions of the project, not statistics -----------------------------------------------------------------

# district: (weight, minority share in {towns and wards, region I, II, III}, its main minority language)
DISTRICTS = {
    "132": (104, (0.06, 0.12, 0.12, 0.12), "tay"),
    "133": (70, (0.45, 0.70, 0.86, 0.90), "thai"),
    "135": (111, (0.45, 0.75, 0.85, 0.95), "tay"),
    "136": (132, (0.20, 0.38, 0.65, 0.90), "dao"),
    "137": (66, (0.60, 0.90, 0.95, 0.97), "hmong"),
    "138": (90, (0.10, 0.20, 0.45, 0.80), "tay"),
    "139": (35, (0.55, 0.90, 0.95, 0.97), "hmong"),
    "140": (119, (0.35, 0.50, 0.75, 0.95), "tay"),
    "141": (114, (0.12, 0.38, 0.65, 0.88), "tay"),
}
# Communes (not towns or wards, which are region I) of region I and III; the others are region II.
REGION_I = {
    "132": "*",
    "135": "Minh Xuân, Tân Lĩnh, Yên Thắng, Liễu Đô, Mường Lai, Vĩnh Lạc",
    "136": "Yên Thái, An Thịnh, Đông Cuông, Mậu Đông, Yên Hợp, Yên Phú, Xuân Ái, Ngòi A, Đại Phác, Lâm Giang, Đông An",
    "138": "Báo Đáp, Đào Thịnh, Việt Thành, Hòa Cuông, Minh Quán, Quy Mông, Cường Thịnh, Nga Quán, Bảo Hưng, Minh Quân, "
           "Hưng Thịnh, Hưng Khánh, Vân Hội",
    "140": "Thượng Bằng La, Tân Thịnh, Đại Lịch, Chấn Thịnh, Nghĩa Tâm, Đồng Khê",
    "141": "Đại Minh, Hán Đà, Vĩnh Kiên, Thịnh Hưng, Phú Thịnh, Đại Đồng, Mông Sơn, Yên Bình, Bạch Hà, Vũ Linh",
}
REGION_III = {
    "133": "Phúc Sơn",
    "135": "Tân Phượng, Lâm Thượng, Khánh Thiện, Minh Chuẩn, Khai Trung, An Lạc, Khánh Hoà, Phúc Lợi, Phan Thanh, An Phú, "
           "Trung Tâm",
    "136": "Nà Hẩu, Phong Dụ Thượng, Phong Dụ Hạ, Châu Quế Thượng, Châu Quế Hạ, Lang Thíp, Xuân Tầm, Đại Sơn, Mỏ Vàng, "
           "Viễn Sơn, Quang Minh",
    "137": "*",
    "138": "Hồng Ca, Kiên Thành",
    "139": "*",
    "140": "Sùng Đô, Nậm Mười, An Lương, Nậm Lành, Nậm Búng, Sơn Lương, Suối Quyền, Suối Giàng, Suối Bu, Nghĩa Sơn, "
           "Cát Thịnh",
    "141": "Xuân Long, Ngọc Chấn, Phúc Ninh, Phúc An, Yên Thành, Tân Nguyên",
}
# Communes whose main minority language is not that of their district.
LANGUAGES = {
    "133": {"muong": "Sơn A"},
    "135": {"dao": "Tân Phượng, Khai Trung, An Lạc, Khánh Hoà, Phúc Lợi, Phan Thanh, An Phú, Trung Tâm",
            "nung": "Khánh Thiện, Minh Chuẩn, Vĩnh Lạc"},
    "136": {"tay": "Mậu A, Đông Cuông, Mậu Đông, An Thịnh, Yên Thái, Yên Hợp, Xuân Ái, Đại Phác, Lâm Giang, Phong Dụ Hạ, "
                   "Phong Dụ Thượng", "hmong": "Nà Hẩu"},
    "138": {"dao": "Tân Đồng, Kiên Thành, Lương Thịnh", "hmong": "Hồng Ca"},
    "139": {"thai": "Trạm Tấu (TT), Hát Lìu"},
    "140": {"thai": "Tú Lệ, Sơn Thịnh, NT Liên Sơn, Nghĩa Sơn, Sơn Lương",
            "dao": "Nậm Lành, Nậm Mười, An Lương, Suối Quyền, Nậm Búng, Minh An",
            "hmong": "Sùng Đô, Suối Giàng, Suối Bu, Cát Thịnh", "muong": "Chấn Thịnh, Tân Thịnh"},
    "141": {"dao": "Phúc An, Yên Thành, Tân Hương, Bảo Ái, Tân Nguyên, Ngọc Chấn", "nung": "Xuân Long"},
}


def listed(short, text):
    return text == "*" or short in text.split(", ")


def split_name(full):
    """'Thị trấn Cổ Phúc' -> ('Thị trấn', 'Cổ Phúc')."""
    kind = next(k for k in ENGLISH if full.startswith(k + " "))
    return kind, full[len(kind) + 1:]


def english(full):
    kind, short = split_name(full)
    plain = unicodedata.normalize("NFD", short.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c)) + " " + ENGLISH[kind]


def mean_point(rows):
    return tuple(round(sum(r[k] for r in rows) / len(rows), 6) for k in ("lat", "lon"))


def apportion(total, weights):
    """Whole numbers in the proportion of the weights that sum to total (largest remainders; ties to the first)."""
    exact = [total * w / sum(weights) for w in weights]
    parts = [int(x) for x in exact]
    for i in sorted(range(len(exact)), key=lambda i: parts[i] - exact[i])[: total - sum(parts)]:
        parts[i] += 1
    return parts


def read_communes():
    rows = query("SELECT wardCode, ward, districtCode, district, wardLat, wardLon FROM admin_units_legacy"
                 " WHERE provinceCode = '15'")
    communes = {r["wardCode"]: {"code": r["wardCode"], "name": NAMES_2023.get(r["wardCode"], r["ward"]), "kind": "commune",
                                "parent_code": r["districtCode"], "lat": r["wardLat"], "lon": r["wardLon"]} for r in rows}
    for code, (name, district) in MERGED.items():
        communes[code] = {"code": code, "name": name, "kind": "commune", "parent_code": district}
    points = {code: mean_point([communes[n] for n in near]) for code, near in POINT_FROM.items()}
    for code, (lat, lon) in points.items():
        communes[code].update(lat=lat, lon=lon)
    names = {r["districtCode"]: r["district"] for r in rows}
    return [communes[code] for code in sorted(communes)], names


def describe(commune, rng):
    """Adds the assumed columns; the order of the draws is the order of the codes."""
    district = commune["parent_code"]
    kind, short = split_name(commune["name"])
    town = kind != "Xã"
    weight, shares, language = DISTRICTS[district]
    region = "I" if town or listed(short, REGION_I.get(district, "")) else \
        "III" if listed(short, REGION_III.get(district, "")) else "II"
    for other, names in LANGUAGES.get(district, {}).items():
        if listed(short, names) or town and listed(short + " (TT)", names):
            language = other
    size = {"Phường": 1.5, "Thị trấn": 1.5, "Xã": {"I": 1.1, "II": 1.0, "III": 0.8}[region]}[kind]
    share = shares[0] if town else shares[len(region)]
    commune.update(urban="yes" if town else "no", region=region, language=language,
                   size=size * (0.75 + 0.5 * rng.random()),
                   minority_share=min(0.99, max(0.01, round(share * (0.92 + 0.16 * rng.random()), 2))))


def above(code, name, kind, parent, below):
    """The row of a district or of the province, from the communes in it."""
    people = sum(c["population"] for c in below)
    speakers = {}
    for c in below:
        speakers[c["language"]] = speakers.get(c["language"], 0) + c["population"] * c["minority_share"]
    lat, lon = mean_point(below)
    return {"code": code, "name": name, "kind": kind, "parent_code": parent, "lat": lat, "lon": lon, "urban": "", "region": "",
            "population": people, "minority_share": round(sum(speakers.values()) / people, 2),
            "language": max(sorted(speakers), key=speakers.get)}


def province():
    communes, district_names = read_communes()
    rng = random.Random(SEED)
    for c in communes:
        describe(c, rng)
    size_of = {d: sum(c["size"] for c in communes if c["parent_code"] == d) for d in DISTRICTS}
    weights = [DISTRICTS[c["parent_code"]][0] * c["size"] / size_of[c["parent_code"]] for c in communes]
    for c, people in zip(communes, apportion(POPULATION, weights)):
        c["population"] = people
    districts = [above(d, district_names[d], "district", "15", [c for c in communes if c["parent_code"] == d])
                 for d in sorted(DISTRICTS)]
    rows = [above("15", "Tỉnh Yên Bái", "province", "", communes)] + districts + communes
    for r in rows:
        r["name_en"] = english(r["name"])
    return rows


# --- Holidays ---------------------------------------------------------------------------------------------------------

YEARS = range(2020, 2031)
# Later years are computed: the second free day of the National Day and the swaps are decided year by year.
LAST_ANNOUNCED = 2026
SWAPS = {  # the day off and the day worked instead; the decision
    2024: ("2024-04-29", "2024-05-04", "Công văn 2450/VPCP-KGVX (2024)"),
    2025: ("2025-05-02", "2025-04-26", "Thông báo 6150/TB-BLĐTBXH (2024)"),
    2026: ("2026-08-31", "2026-08-22", "Lịch nghỉ Quốc khánh năm 2026"),
}
RENAMED = {"Ngày Giỗ Tổ Hùng Vương": "Giỗ Tổ Hùng Vương", "Ngày Chiến thắng": "Ngày Chiến thắng 30/4"}


def holiday_name(day, vi, en):
    for old, new in RENAMED.items():
        vi = vi.replace(old, new)
    # From 2025 to 2032 the last lunar month has 29 days, so that two days before Tết is the 28th.
    if vi == "29 Tết":
        return "28 Tết" if day.year >= 2025 else vi, "Two Days before Lunar New Year"
    if day.isoformat() in {off for off, _, _ in SWAPS.values()}:
        off, worked, _ = SWAPS[day.year]
        return f"Ngày nghỉ (làm bù ngày {worked[8:]}/{worked[5:7]}/{worked[:4]})", f"Day off (worked on {worked} instead)"
    return vi, en


def holiday_source(day):
    law = "Bộ luật Lao động 2019, Điều 112" if day.year >= 2021 else "Bộ luật Lao động 2012, Điều 115"
    if day.isoformat() in SWAPS.get(day.year, ())[:2]:
        law = SWAPS[day.year][2]
    elif day.month == 11:
        law = "Nghị quyết 80-NQ/TW"
    return f"{law}; holidays {holidays.__version__}" + ("; dự tính, chưa công bố" if day.year > LAST_ANNOUNCED else "")


def holiday_table():
    vi = holidays.country_holidays("VN", years=YEARS, language="vi")
    en = holidays.country_holidays("VN", years=YEARS, language="en_US")
    rows = []
    for day in vi:
        name, name_en = holiday_name(day, vi[day], en[day])
        rows.append({"date": day.isoformat(), "name": name, "name_en": name_en, "working": "no", "source": holiday_source(day)})
    for day in (d for d in vi.weekend_workdays if d.year in YEARS):
        off = SWAPS[day.year][0]
        rows.append({"date": day.isoformat(), "name": f"Làm bù cho ngày {off[8:]}/{off[5:7]}/{off[:4]}",
                     "name_en": f"Working day in place of {off}", "working": "yes", "source": holiday_source(day)})
    return sorted(rows, key=lambda r: r["date"])


# --- Files ------------------------------------------------------------------------------------------------------------

def write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, columns.split(","), extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def read(path, columns):
    text = path.read_bytes().decode("utf-8")
    assert text == unicodedata.normalize("NFC", text) and not text.startswith("\ufeff") and "\r" not in text, path
    assert "Ð" not in text and text.splitlines()[0] == columns, path
    rows = list(csv.DictReader(text.splitlines()))
    assert all(None not in r and None not in r.values() for r in rows), path
    return rows


def check():
    rows = read(DEMO / "yenbai_communes_2023.csv", AREA_COLUMNS)
    by_code = {r["code"]: r for r in rows}
    kinds = [r["kind"] for r in rows]
    assert len(by_code) == len(rows) and [kinds.count(k) for k in ("province", "district", "commune")] == [1, 9, 173]
    for r in rows:
        parent = by_code.get(r["parent_code"])
        assert (r["kind"], parent and parent["kind"]) in {("province", None), ("district", "province"),
                                                          ("commune", "district")}, r
        below = [int(c["population"]) for c in rows if c["parent_code"] == r["code"]]
        assert not below or sum(below) == int(r["population"]), r
        assert 21.3 < float(r["lat"]) < 22.3 and 103.8 < float(r["lon"]) < 105.2, r
        assert len(r["code"]) == {"province": 2, "district": 3, "commune": 5}[r["kind"]], r
    assert by_code["15"]["population"] == str(POPULATION)

    days = read(CONFIG / "holidays.csv", HOLIDAY_COLUMNS)
    assert len({r["date"] for r in days}) == len(days) and {r["working"] for r in days} == {"yes", "no"}

    names = read(DEMO / "names.csv", "kind,name,language,weight")
    assert len({(r["kind"], r["name"], r["language"]) for r in names}) == len(names)
    assert {r["kind"] for r in names} == {"surname", "middle_male", "middle_female", "male_given", "female_given"}
    assert all(int(r["weight"]) > 0 for r in names)
    assert {r["language"] for r in rows if r["language"]} <= {r["language"] for r in names if r["kind"] == "surname"}

    prefixes = read(CONFIG / "phone_prefixes.csv", "prefix,carrier")
    assert len({r["prefix"] for r in prefixes}) == len(prefixes)
    assert all(len(r["prefix"]) == 3 and r["prefix"][0] == "0" and r["prefix"].isdigit() for r in prefixes)
    return [len(t) for t in (rows, days, names, prefixes)]


AREA_COLUMNS = "code,name,name_en,kind,parent_code,lat,lon,urban,region,population,minority_share,language"
HOLIDAY_COLUMNS = "date,name,name_en,working,source"

if __name__ == "__main__":
    write(DEMO / "yenbai_communes_2023.csv", AREA_COLUMNS, province())
    write(CONFIG / "holidays.csv", HOLIDAY_COLUMNS, holiday_table())
    print("areas, holidays, names, prefixes:", check())
