"""Cuts the face the window uses out of Noto Sans CJK SC: called by make-font.sh.

What is kept is decided by ranges and by the legacy encodings Python knows, so no list is stored.
Letters and signs that face lacks come from Noto's Latin and symbol faces, in that order.
Layout features go: text must not be reshaped under a selection, and two dashes stay two characters.
"""

import sys

from pathlib import Path

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTCollection, TTFont

SC_FACE = 2
FAMILY = "Zhubi Sans"
# U+2014 is 894 units wide in the SC face and becomes full width only by a layout feature.
FULL_WIDTH_BY_FEATURE = "fwid"

FIRST_CJK = 0x2E80

RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin with the marks of pinyin
    (0x0250, 0x036F),  # phonetic letters, combining marks
    (0x0370, 0x045F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin, additional
    (0x2010, 0x27BF),  # punctuation, arrows, mathematics, enclosed, boxes, shapes
    (0x2E80, 0x312F),  # radicals, description characters, CJK punctuation, kana, bopomofo
    (0x3190, 0x33FF),  # annotation marks, strokes, enclosed and squared
    (0x3400, 0x4DBF),  # Extension A
    (0x4E00, 0x9FFF),  # the unified ideographs
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE10, 0xFE6F),  # vertical, compatibility and small forms
    (0xFF01, 0xFFEE),  # full and half width
    (0x1F100, 0x1F2FF),  # enclosed letters and ideographs
]
# 通用规范汉字表 (2013) beyond the basic plane: Unihan 15.0, field kTGH.
TGH_ASTRAL = """
20164 20676 20CD0 2139A 21413 235CB 23C97 23C98 23E23 249DB 24A7D 24AC9 25532 25562 255A8 25ED7
26221 2648D 26676 2677C 26B5C 26C21 27FF9 28408 28678 28695 287E0 28B49 28C47 28C4F 28C51 28C54
28E99 29F7E 29F83 29F8C 2A7DD 2A8FB 2A917 2AA30 2AA36 2AA58 2AFA2 2B127 2B128 2B137 2B138 2B1ED
2B300 2B363 2B36F 2B372 2B37D 2B404 2B410 2B413 2B461 2B4E7 2B4EF 2B4F6 2B4F9 2B50D 2B50E 2B536
2B5AE 2B5AF 2B5B3 2B5E7 2B5F4 2B61C 2B61D 2B626 2B627 2B628 2B62A 2B62C 2B695 2B696 2B6AD 2B6ED
2B7A9 2B7C5 2B7E6 2B7F9 2B7FC 2B806 2B80A 2B81C 2B8B8 2BAC7 2BB5F 2BB62 2BB7C 2BB83 2BC1B 2BD77
2BD87 2BDF7 2BE29 2C029 2C02A 2C0A9 2C0CA 2C1D5 2C1D9 2C1F9 2C27C 2C288 2C2A4 2C317 2C35B 2C361
2C364 2C488 2C494 2C497 2C542 2C613 2C618 2C621 2C629 2C62B 2C62C 2C62D 2C62F 2C642 2C64A 2C64B
2C72C 2C72F 2C79F 2C7C1 2C7FD 2C8D9 2C8DE 2C8E1 2C8F3 2C907 2C90A 2C91D 2CA02 2CA0E 2CA7D 2CAA9
2CB29 2CB2D 2CB2E 2CB31 2CB38 2CB39 2CB3B 2CB3F 2CB41 2CB4A 2CB4E 2CB5A 2CB5B 2CB64 2CB69 2CB6C
2CB6F 2CB73 2CB76 2CB78 2CB7C 2CBB1 2CBBF 2CBC0 2CBCE 2CC56 2CC5F 2CCF5 2CCF6 2CCFD 2CCFF 2CD02
2CD03 2CD0A 2CD8B 2CD8D 2CD8F 2CD90 2CD9F 2CDA0 2CDA8 2CDAD 2CDAE 2CDD5 2CE18 2CE1A 2CE23 2CE26
2CE2A 2CE7C 2CE88 2CE93
"""


def wanted(cmap):
    """Returns the code points to keep: the ranges, and everything the legacy encodings have."""
    keep = {c for first, last in RANGES for c in range(first, last + 1)}
    for codec in ("gb2312", "gbk", "big5", "cp950", "big5hkscs"):
        for lead in range(0x81, 0xFF):
            for trail in range(0x40, 0xFF):
                try:
                    keep.update(map(ord, bytes([lead, trail]).decode(codec)))
                except UnicodeDecodeError:
                    pass
    keep.update(int(word, 16) for word in TGH_ASTRAL.split())
    return sorted(keep & set(cmap))


def add_missing(font, folder):
    """Adds the letters and signs below the ideographs that the CJK face lacks."""
    top = font["CFF "].cff[0]
    strings = top.CharStrings
    latin = top.FDSelect[font.getGlyphID(font.getBestCmap()[ord("a")])]
    order = font.getGlyphOrder()
    free = iter(sorted(set(range(1, 65535)) - {int(name[3:]) for name in order[1:]}))
    n_added = 0
    for name in ("NotoSans", "NotoSansMath", "NotoSansSymbols", "NotoSansSymbols2"):
        source = TTFont(Path(folder, f"{name}-Regular.ttf"))
        glyphs = source.getGlyphSet()
        have = font.getBestCmap()
        for point, glyph in sorted(source.getBestCmap().items()):
            if point in have or point >= FIRST_CJK or not in_ranges(point):
                continue
            width = source["hmtx"][glyph][0]
            private = top.FDArray[latin].Private
            pen = T2CharStringPen(width - private.nominalWidthX, glyphs)
            glyphs[glyph].draw(pen)
            added = f"cid{next(free):05d}"
            strings.charStringsIndex.append(pen.getCharString(private, top.GlobalSubrs))
            strings.charStrings[added] = len(strings.charStringsIndex) - 1
            order.append(added)
            top.FDSelect.gidArray.append(latin)
            font["hmtx"][added] = (width, source["hmtx"][glyph][1])
            for sub in font["cmap"].tables:
                if sub.isUnicode() and sub.format in (4, 12):
                    sub.cmap[point] = added
            n_added += 1
    top.charset = order
    font.setGlyphOrder(order)
    font["maxp"].numGlyphs = len(order)
    print(n_added, "characters added")


def in_ranges(point):
    return any(first <= point <= last for first, last in RANGES)


def full_width_dash(font):
    """Maps U+2014 to the glyph that `fwid` would choose, so that no feature is needed."""
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == FULL_WIDTH_BY_FEATURE
        for index in record.Feature.LookupListIndex
    }
    dash = font.getBestCmap()[0x2014]
    for index in sorted(lookups):
        for table in gsub.LookupList.Lookup[index].SubTable:
            wide = getattr(table, "ExtSubTable", table).mapping.get(dash)
            if wide:
                for sub in font["cmap"].tables:
                    if sub.isUnicode() and 0x2014 in sub.cmap:
                        sub.cmap[0x2014] = wide
                return
    raise SystemExit("no full-width em dash in this face")


def rename(font):
    """Gives the face a name of its own: it is a modified version."""
    names = {1: FAMILY, 2: "Regular", 3: "Zhubi Sans Regular 2.004", 4: FAMILY, 6: "ZhubiSans-Regular"}
    table = font["name"]
    keep = [n for n in table.names if n.nameID in (0, 5, 7, 8, 9, 11, 13, 14) and n.langID in (0, 0x409)]
    table.names = keep
    names[0] = f"{table.getDebugName(0)} Portions © 2015-2018 Google LLC, under the same licence."
    for name_id, value in names.items():
        table.setName(value, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top[0].FullName = FAMILY
    top[0].FamilyName = FAMILY


def main(source, latin, target):
    font = TTCollection(source).fonts[SC_FACE]
    font.recalcTimestamp = False
    full_width_dash(font)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted(font.getBestCmap()))
    subsetter.subset(font)
    add_missing(font, latin)
    rename(font)
    font.save(target)
    print(len(font.getBestCmap()), "characters,", font["maxp"].numGlyphs, "glyphs")


main(*sys.argv[1:])
