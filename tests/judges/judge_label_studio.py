"""Label Studio, by the SDK that its server stands on: its configuration, its checks and its converter."""

import json
import tempfile

from lxml import etree
from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface
from label_studio_sdk.label_interface.objects import AnnotationValue, TaskValue

CONFIG = "ls_config.xml"


def read(path, _texts):
    config = path.with_name(CONFIG).read_text(encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    tasks = json.loads(path.read_text(encoding="utf-8"))
    complaints = []
    for task in tasks:
        for annotation in task["annotations"]:
            found = interface._validate_object(annotation, return_errors=True)
            complaints += [f"{task['data']['doc']}: {error}" for error in found]
    with tempfile.TemporaryDirectory() as scratch:
        items = list(Converter(config, scratch, download_resources=False).iter_from_json_file(str(path)))
    if len(items) != len(tasks):
        complaints.append(f"its converter finds {len(items)} of {len(tasks)} tasks")
    by_name = {task["data"]["doc"]: task for task in tasks}
    return [document_of(item, by_name[item["input"]["doc"]], complaints) for item in items], complaints


def document_of(item, task, complaints):
    """Takes spans from the converter, and from the task what it passes over."""
    text, spans = item["input"]["text"], []
    for found in item["output"].get("label", []):
        [label] = found["labels"]
        if found["text"] != text[found["start"]:found["end"]]:
            complaints.append(f"{item['input']['doc']}: {found['text']!r} does not stand there")
        spans.append({"start": found["start"], "end": found["end"], "label": label})
    [annotation] = task["annotations"]
    by_id, relations = {}, []
    for result in annotation["result"]:
        if result["type"] == "labels":
            value = result["value"]
            by_id[result["id"]] = [value["start"], value["end"], *value["labels"]]
            meta = result.get("meta", {})
            [span] = [s for s in spans if [s["start"], s["end"], s["label"]] == by_id[result["id"]]]
            span["attributes"] = meta.get("attributes", {})
            span["entity"] = meta.get("entity")
            span["note"] = "\n".join(meta.get("text", []))
    for result in annotation["result"]:
        if result["type"] == "relation":
            ends = by_id[result["from_id"]], by_id[result["to_id"]]
            relations += [{"type": label, "head": ends[0], "tail": ends[1]} for label in result["labels"]]
    document = {"doc": item["input"]["doc"], "text": text, "spans": spans, "relations": relations}
    meta = task.get("meta", {})
    document.update({key: meta[key] for key in ("classes", "notes", "status") if key in meta})
    return document


def spoil(path):
    tasks = json.loads(path.read_text(encoding="utf-8"))
    value = tasks[0]["annotations"][0]["result"][0]["value"]
    value["start"] += 1
    value["text"] = tasks[0]["data"]["text"][value["start"]:value["end"]]
    path.write_text(json.dumps(tasks), encoding="utf-8")


def write(documents, path):
    """Has the SDK make the configuration and every region, and its server's models write them out."""
    labels = sorted({span["label"] for document in documents for span in document["spans"]})
    kinds = sorted({relation["type"] for document in documents for relation in document.get("relations", [])})
    view = etree.Element("View")
    etree.SubElement(view, "Text", name="text", value="$text")
    control = etree.SubElement(view, "Labels", name="label", toName="text")
    for label in labels:
        etree.SubElement(control, "Label", value=label)
    listed = etree.SubElement(view, "Relations")
    for kind in kinds:
        etree.SubElement(listed, "Relation", value=kind)
    interface = LabelInterface(etree.tostring(view, encoding="unicode"))
    tag, tasks, given = interface.get_control("label"), [], []
    for nth, document in enumerate(documents, 1):
        regions, ids = [], {}
        for span in document["spans"]:
            region = tag.label([span["label"]], start=span["start"], end=span["end"])
            ids[span["start"], span["end"], span["label"]] = region.id
            regions.append(region)
        annotation = AnnotationValue(result=regions, completed_by=1).model_dump(mode="json", exclude_none=True)
        annotation["id"] = nth
        for relation in document.get("relations", []):
            head, tail = ids[tuple(relation["head"])], ids[tuple(relation["tail"])]
            annotation["result"].append(
                {"type": "relation", "from_id": head, "to_id": tail, "direction": "right", "labels": [relation["type"]]}
            )
        task = TaskValue(id=nth, data={"text": document["text"], "doc": document["doc"]}, annotations=[], predictions=[])
        tasks.append({**task.model_dump(mode="json", exclude_none=True), "annotations": [annotation]})
        spans = [{key: span[key] for key in ("start", "end", "label")} for span in document["spans"]]
        plain = {"doc": document["doc"], "text": document["text"], "spans": spans}
        given.append({**plain, "relations": document.get("relations", [])})
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return given
