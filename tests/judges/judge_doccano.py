"""doccano, by its own server code: its import into its database, and its export out of it.

The database is a new SQLite file whose tables Django makes from the models, without the history of
migrations. Its web page counts UTF-16 units, so that is what its numbers mean here.
"""

import importlib.util
import json
import logging
import os
import pathlib
import shutil
import sys
import tempfile
import warnings
import zipfile

warnings.filterwarnings("ignore")
HOME = tempfile.mkdtemp(prefix="judge-doccano-")


class NoMigrations:
    def __contains__(self, _app):
        return True

    def __getitem__(self, _app):
        return None


def begin():
    """Starts doccano's Django, as its command line does, with an empty database."""
    backend = next(iter(importlib.util.find_spec("backend").submodule_search_locations))
    sys.path.insert(0, backend)
    os.environ.update(
        DATABASE_URL=f"sqlite:///{HOME}/db.sqlite3", MEDIA_ROOT=HOME, DEBUG="False", DJANGO_SETTINGS_MODULE="config.settings.base"
    )
    from config.settings import base

    base.MIGRATION_MODULES = NoMigrations()
    base.LOGGING_CONFIG = None
    base.DJANGO_DRF_FILEPOND_UPLOAD_TMP = HOME
    logging.disable(logging.WARNING)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_superuser("judge", "judge@example.org", "judge")


USER = begin()

from data_export.celery_tasks import export_dataset  # noqa: E402
from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import RELATION_EXTRACTION, create_file_format  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from examples.models import Example  # noqa: E402
from label_types.models import RelationType, SpanType  # noqa: E402
from labels.models import Relation, Span  # noqa: E402
from projects.models import ProjectType, SequenceLabelingProject  # noqa: E402

import truth  # noqa: E402


def project_of(has_relations):
    return SequenceLabelingProject.objects.create(
        name="judge", description="", created_by=USER, project_type=ProjectType.SEQUENCE_LABELING,
        allow_overlapping=True, use_relation=has_relations, collaborative_annotation=True,
    )


def read(path, _texts):
    with path.open(encoding="utf-8") as lines:
        has_relations = "entities" in json.loads(next(lines))
    project = project_of(has_relations)
    task = RELATION_EXTRACTION if has_relations else ProjectType.SEQUENCE_LABELING
    file = FileName(str(path), path.name, path.name)
    importing = load_dataset(task, create_file_format("JSONL"), [file], project, encoding="utf_8")
    importing.save(USER)
    documents = [imported(example) for example in Example.objects.filter(project=project).order_by("id")]
    return documents, [str(error) for error in importing.errors]


def imported(example):
    counted = truth.Utf16(example.text)
    places, spans = {}, []
    for span in Span.objects.filter(example=example).select_related("label"):
        start, end = counted.place(span.start_offset), counted.place(span.end_offset)
        places[span.id] = [start, end, span.label.text]
        spans.append({"start": start, "end": end, "label": span.label.text})
    relations = [
        {"type": relation.type.text, "head": places[relation.from_id_id], "tail": places[relation.to_id_id]}
        for relation in Relation.objects.filter(example=example).select_related("type")
    ]
    return {"doc": example.meta["doc"], "text": example.text, "spans": spans, "relations": relations}


def spoil(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    record = json.loads(lines[1])
    if "entities" in record:
        record["entities"][0]["end_offset"] += 1
    else:
        record["label"][0][1] += 1
    lines[1] = json.dumps(record)
    path.write_text("\n".join(lines), encoding="utf-8")


def write(documents, path):
    given = [{key: document[key] for key in ("doc", "text", "relations") if key in document} for document in documents]
    project = project_of(any(document.get("relations") for document in documents))
    label_types, relation_types = {}, {}
    for document, plain in zip(documents, given):
        example = Example.objects.create(project=project, text=document["text"], meta={"doc": document["doc"]}, filename="judge.jsonl")
        counted, made = truth.Utf16(document["text"]), {}
        plain["spans"] = []
        for span in document["spans"]:
            start, end, text = span["start"], span["end"], span["label"]
            if text not in label_types:
                label_types[text] = SpanType.objects.create(project=project, text=text)
            made[start, end, text] = Span.objects.create(
                example=example, user=USER, label=label_types[text], start_offset=counted.unit(start), end_offset=counted.unit(end)
            )
            plain["spans"].append({"start": start, "end": end, "label": text})
        for relation in document.get("relations", []):
            kind = relation["type"]
            if kind not in relation_types:
                relation_types[kind] = RelationType.objects.create(project=project, text=kind)
            head, tail = made[tuple(relation["head"])], made[tuple(relation["tail"])]
            Relation.objects.create(example=example, user=USER, from_id=head, to_id=tail, type=relation_types[kind])
    archive = pathlib.Path(export_dataset(project.id, "JSONL"))
    with zipfile.ZipFile(archive) as opened, opened.open("all.jsonl") as all_lines, path.open("wb") as out:
        shutil.copyfileobj(all_lines, out)
    return given
