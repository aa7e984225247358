"""judge.py TRUST FILE...: what pyHanko says of PDFs, one JSON line a file.

TRUST is a folder with *.crt (the only roots) and *.crl, in DER. Nothing is fetched; revocation must be answered.
"""

import json
import logging
import sys
from pathlib import Path

from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


def context(folder):
    roots = [Certificate.load(file.read_bytes()) for file in sorted(Path(folder).glob("*.crt"))]
    lists = [CertificateList.load(file.read_bytes()) for file in sorted(Path(folder).glob("*.crl"))]
    return ValidationContext(trust_roots=roots, crls=lists, revocation_mode="require", allow_fetching=False)


def name_of(value):
    return None if value is None else value.name


def judge_signature(embedded, folder):
    """The facts of one signature. Each has a context of its own: what one brings along, no other may use."""
    kind = "timestamp" if embedded.sig_object_type == "/DocTimeStamp" else "signature"
    try:
        return {"kind": kind, **(judge_stamp if kind == "timestamp" else judge_seal)(embedded, folder)}
    except Exception as fault:  # each signature is judged, whatever its neighbour does
        return {"kind": kind, "ok": False, "fault": f"{type(fault).__name__}: {fault}"}


def judge_seal(embedded, folder):
    status = validate_pdf_signature(embedded, context(folder), ts_validation_context=context(folder))
    modification = name_of(status.modification_level)
    return {**facts(status), "ok": status.bottom_line, "modification": modification, "docMdpOk": status.docmdp_ok}


def judge_stamp(embedded, folder):
    status = validate_pdf_timestamp(embedded, context(folder))
    ok = status.intact and status.valid and status.trusted
    return {**facts(status), "ok": ok, "modification": name_of(status.modification_level), "docMdpOk": True}


def facts(status):
    return {
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "trustProblem": getattr(status.trust_problem_indic, "standard_name", None),
    }


def judge(file, folder):
    try:
        with open(file, "rb") as handle:
            signatures = list(PdfFileReader(handle).embedded_signatures)
            return {"file": file, "signatures": [judge_signature(one, folder) for one in signatures]}
    except Exception as fault:  # a hostile file may raise anything, and the next one is judged all the same
        return {"file": file, "signatures": [], "fault": f"{type(fault).__name__}: {fault}"}


def main(folder, files):
    logging.disable(logging.CRITICAL)
    for file in files:
        print(json.dumps(judge(file, folder)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
