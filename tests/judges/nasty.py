"""The nasty project: invented texts with everything that has ever broken an exchange of labels.

Every place of a span is found by looking for words in a text, so that no number is written by hand
and nothing of the program is needed to know the truth. `project` writes it in the form that
projects/README.md describes, character by character as escapes, so that no editor, checkout or
tool can change a text on its way.
"""

import hashlib
import random

PERSON, ROLE, EVENT, PLACE = "PERSON", "ROLE", "EVENT", "机构 名称"
PLACE_TWIN = "机构_名称"
MARKUP = "A&B<C>\"D'"
SYNTAX = "x;y|z_*[1]->"
OUTSIDE = "O"
SLOGAN = "口号/標語"
LABELS = [PERSON, ROLE, EVENT, PLACE, PLACE_TWIN, MARKUP, SYNTAX, OUTSIDE, SLOGAN]
RELATIONS = ["HOLDS", "任职 于", "A&B"]
CLASSES = ["通讯", "新闻 稿", "<b>"]

# Characters for the long text: every kind that counts otherwise in bytes, UTF-16 or graphemes, or
# that some reader takes for white space or a line end.
ALPHABET = (
    "江河湖海山川田野风云雨雪春夏秋冬东西南北" * 3
    + "𠀋𪚥𠮷🎉🚲" + "e\u0301n\u0303a\u0308" + "👩\u200d🔬"
    + "  \t\u3000\u00a0\u2028\u2029\u0085\u200b\ufeff" + "\n\n"
    + "，。、“”\"'<&>|_[]\\#*;-" + "abcXYZ019"
)


def at(text, words, nth=1):
    """Returns where `words` stand the nth time."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words)


def document(name, text, *spans, **more):
    """Makes a document; a span is (label, words), (label, words, nth) or (label, (start, end)), and what else."""
    made = []
    for label, where, *rest in spans:
        said = rest.pop() if rest and isinstance(rest[-1], dict) else {}
        start, end = where if isinstance(where, tuple) else at(text, where, *rest)
        made.append({"start": start, "end": end, "label": label, **said})
    made.sort(key=lambda span: (span["start"], -span["end"], span["label"]))
    return {"doc": name, "text": text, "spans": made, "status": "done", **more}


def end_of(made, label, words, nth=1):
    """Returns an end of a relation."""
    return [*at(made["text"], words, nth), label]


def annotated():
    text = "顾长河任青石镇镇长，兼白鹭书院院长；沈星野任白鹭书院教习。\n青石镇镇长顾长河说：“好。”\n"
    made = document(
        "说明 一.txt",
        text,
        (PERSON, "顾长河", {"attributes": {"语气": "肯定", "certain": "yes"}, "entity": "顾长河-1"}),
        (ROLE, "青石镇镇长", {"note": "任期未写明，“待查”"}),
        (PLACE, "青石镇", {"attributes": {"certain": "no"}}),
        (ROLE, "白鹭书院院长"),
        (PLACE, "白鹭书院"),
        (PERSON, "沈星野", {"entity": "沈星野 <b>", "note": "甲\t乙 & \"丙\"\n第二行"}),
        (ROLE, "教习"),
        (PERSON, "顾长河", 2, {"entity": "顾长河-1"}),
        (ROLE, "顾长河", 2),
        (SLOGAN, "好。”\n"),
        classes=["新闻 稿", "<b>"],
        notes=[{"text": "整篇的备注，“引号”，𠀋\n两行"}, {"start": 0, "end": 3, "text": "此处存疑"}],
    )
    made["status"] = "to-discuss"
    pairs = [
        ("HOLDS", (PERSON, "顾长河"), (ROLE, "青石镇镇长")),
        ("HOLDS", (PERSON, "顾长河"), (ROLE, "白鹭书院院长")),
        ("任职 于", (PERSON, "顾长河"), (PLACE, "白鹭书院")),
        ("A&B", (ROLE, "白鹭书院院长"), (PLACE, "白鹭书院")),
        ("HOLDS", (PERSON, "沈星野"), (ROLE, "教习")),
        ("A&B", (PERSON, "顾长河", 2), (ROLE, "顾长河", 2)),
        ("HOLDS", (PERSON, "顾长河", 2), (ROLE, "青石镇镇长")),
    ]
    made["relations"] = [
        {"type": kind, "head": end_of(made, *head), "tail": end_of(made, *tail)} for kind, head, tail in pairs
    ]
    return made


def long_text(n_chars=6000, n_spans=240):
    """Makes a long text of nasty characters with spans anywhere, the same ones every time."""
    dice = random.Random(20240607)
    text = "".join(dice.choice(ALPHABET) for _ in range(n_chars))
    places = set()
    while len(places) < n_spans:
        start = dice.randrange(n_chars)
        end = min(n_chars, start + dice.choice((1, 1, 2, 3, 3, 4, 6, 9, 40, 400)))
        places.add((dice.choice(LABELS), (start, end)))
    return document("long/長文.txt", text, *sorted(places))


def documents():
    """Returns the truth."""
    astral = "𠮷村的🎉阿梁在𪚥镇会见👩\u200d🔬代表𠀋先生🚲"
    marks = "cafe\u0301里的Å与A\u030a，n\u0303o；統(tǒng)計局長ä\u0323\n"
    lines = "　　甲行\r\n乙行\r丙行\n\r\n\t丁行\r\n\r\n尾"
    quotes = "\"双引\",'单引'\t制表\\t反斜\\n <b>&amp;牌</b> a,b;c|d_e*f[1]->g # -DOCSTART- -X- O O\n#Text=假 T1\tX 0 1\n=1+1\n\n''\"\""
    separators = "\ufeff首\u2028次\u0085三\u200b四\u2029五\u00a0六\u3000七\u200d八\u202e九\u2060十"
    control = "页\f换\v行\x1c分\x1f止\x01末"
    nested = "关于青石镇春分植树节暨白鹭书院落成典礼的通知"
    blanks = "甲 \n\u3000乙\n\n \u200b丙 "
    return [
        document("𠮷.txt", astral, (PERSON, (0, 1)), (PLACE, "𠮷村"), (PERSON, "阿梁"), (PLACE, "𪚥镇"),
                 (ROLE, "👩\u200d🔬"), (ROLE, "👩"), (ROLE, "🔬代表"), (PERSON, "𠀋先生"), (SLOGAN, "🚲"), (EVENT, (0, len(astral)))),
        document("組合.md", marks, (PLACE, "cafe\u0301"), (EVENT, "cafe"), (SLOGAN, "\u0301里"), (PERSON, "A\u030a"),
                 (ROLE, "統(tǒng)計局長"), (PERSON, "統(tǒng)計"), (SYNTAX, "ä\u0323"), (MARKUP, "\u0323")),
        document("line ends.txt", lines, (PERSON, "甲行"), (EVENT, "甲行\r\n乙行"), (ROLE, "行\r丙"), (PLACE, "丙行\n\r\n\t丁行"),
                 (SLOGAN, "尾"), (SYNTAX, "乙行\r丙行\n\r\n\t丁行\r\n\r\n尾"), (MARKUP, "行", 3), (OUTSIDE, "丁")),
        document("quotes.csv", quotes, (PERSON, "\"双引\""), (ROLE, "'单引'\t制表"), (SYNTAX, "a,b;c|d_e*f[1]->g"),
                 (MARKUP, "&amp;牌</b>"), (OUTSIDE, "-DOCSTART-"), (EVENT, "#Text=假 T1\tX 0 1"), (PLACE, "=1+1"),
                 (SLOGAN, "''\"\""), (ROLE, "\\t反斜\\n")),
        document("separators.txt", separators, (PERSON, "首\u2028次"), (ROLE, "三\u200b四"), (EVENT, "五\u00a0六\u3000七"),
                 (PLACE, "八\u202e九\u2060十"), (SLOGAN, "\ufeff首"), (SYNTAX, "\u0085三"), (OUTSIDE, "次")),
        document("control.txt", control, (PERSON, "页\f换"), (ROLE, "换\v行\x1c分"), (EVENT, "\x01末"), (PLACE, "止")),
        document("空.txt", ""),
        document("one.txt", "独", (PERSON, (0, 1)), (ROLE, (0, 1)), (SLOGAN, (0, 1))),
        document("nested.txt", nested, (EVENT, "青石镇春分植树节暨白鹭书院落成典礼"), (PLACE, "青石镇"), (EVENT, "春分植树节"), (ROLE, "春分植树节"),
                 (PLACE, "春分植树节"), (PLACE_TWIN, "春分植树节"), (PLACE, "白鹭书院"), (EVENT, "白鹭书院落成典礼"), (SLOGAN, "植树节暨白鹭"),
                 (SLOGAN, "通知"), (OUTSIDE, "通"), (OUTSIDE, "知"), (MARKUP, "关于青石镇")),
        document("adjacent.txt", "沈星野顾长河青石镇镇长", (PERSON, "沈星野"), (PERSON, "顾长河"), (PLACE, "青石镇"), (ROLE, "镇长")),
        document("blanks.txt", blanks, (PERSON, "甲 \n"), (ROLE, "\n\n "), (EVENT, " \u200b丙 "), (PLACE, "\u3000乙\n\n"), (OUTSIDE, "\u200b")),
        document("无标注.txt", "这里什么也没有标。\n第二行也没有。\n"),
        document("同名.txt", "同样的文字，青石镇。", (PLACE, "青石镇")),
        document("同名.md", "同样的文字，青石镇。", (EVENT, "同样的文字"), (PERSON, "镇")),
        document("同名.TXT", "另一篇。", (EVENT, "另一篇")),
        annotated(),
        long_text(),
    ]


def quoted(text):
    """Returns a string of RON in which everything but letters and Chinese stands as an escape."""
    plain = lambda char: char.isascii() and char.isalnum() or "\u4e00" <= char <= "\u9fff"
    return '"' + "".join(char if plain(char) else f"\\u{{{ord(char):x}}}" for char in text) + '"'


def listed(items):
    return "[" + ", ".join(items) + "]"


def span_line(span):
    said = []
    if span.get("attributes"):
        pairs = (f"{quoted(key)}: {quoted(value)}" for key, value in sorted(span["attributes"].items()))
        said.append("attributes: {" + ", ".join(pairs) + "}")
    said += [f"{key}: {quoted(span[key])}" for key in ("note", "entity") if span.get(key)]
    return said


def layer_of(made, annotator):
    text = made["text"]
    spans = []
    for span in made["spans"]:
        words = text[span["start"]:span["end"]]
        parts = [str(span["start"]), str(span["end"]), quoted(span["label"]), quoted(words)]
        said = span_line(span)
        if said:
            parts.append("(" + ", ".join(said) + ")")
        spans.append("(" + ", ".join(parts) + ")")
    end = lambda place: f"({place[0]}, {place[1]}, {quoted(place[2])})"
    relations = [f"({quoted(r['type'])}, {end(r['head'])}, {end(r['tail'])})" for r in made.get("relations", [])]
    notes = []
    for note in made.get("notes", []):
        place = f"range: ({note['start']}, {note['end']}), " if "start" in note else ""
        notes.append(f"({place}text: {quoted(note['text'])})")
    status = {"done": "Done", "to-discuss": "ToDiscuss"}[made["status"]]
    return (
        f"(annotator: {quoted(annotator)}, status: {status}, classes: {listed(map(quoted, made.get('classes', [])))}, "
        f"notes: {listed(notes)}, spans: {listed(spans)}, relations: {listed(relations)})"
    )


def project(documents, annotator="gold"):
    """Returns documents as a project file."""
    attributes = '[(key: "certain", kind: YesNo), (key: ' + quoted("语气") + ", kind: Choice([" + quoted("肯定") + "]))]"
    labels = [
        f"(key: {quoted(key)}, color: {color}, self_overlap: true, attributes: {attributes})" for color, key in enumerate(LABELS)
    ]
    relations = [f"(key: {quoted(key)})" for key in RELATIONS]
    classes = [f"(key: {quoted(key)})" for key in CLASSES]
    entities = sorted({span["entity"] for made in documents for span in made["spans"] if span.get("entity")})
    known, out = {}, []
    for made in documents:
        digest = hashlib.sha256(made["text"].encode()).hexdigest()
        known[digest] = known.get(digest, 0) + 1
        doc_id = digest[:16] + (f"-{known[digest]}" if known[digest] > 1 else "")
        out.append(
            f"(id: {quoted(doc_id)}, name: {quoted(made['doc'])}, source: (encoding: \"UTF-8\", line_ends: {line_ends(made['text'])}), "
            f'text_sha256: "{digest}", text: [{quoted(made["text"])}], layers: [{layer_of(made, annotator)}])'
        )
    return (
        f"(format: 1, name: {quoted('棘手')}, schema: (labels: {listed(labels)}, relations: {listed(relations)}, "
        f"classes: {listed(classes)}), entities: {listed(f'(key: {quoted(e)}, name: {quoted(e)})' for e in entities)}, "
        f"documents: {listed(out)})\n"
    )


def line_ends(text):
    alone = text.replace("\r\n", "")
    kinds = [name for name, there in (("CrLf", "\r\n" in text), ("Lf", "\n" in alone), ("Cr", "\r" in alone)) if there]
    return kinds[0] if len(kinds) == 1 else "Mixed" if kinds else "None"


