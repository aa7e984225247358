"""judge.py FOLDER...: what pyHanko (certvalidator) says of the signature of each case, one JSON line a folder.

A folder holds document.pdf, case.json with the moment, the trusted roots as sealing-*.crt and stamping-*.crt, and what
was found outside the file as found-*.crl and found-*.ocsp; what lies in it once more as sealed-*. All in DER. Nothing is
fetched; revocation must be answered. Without a time-stamp the basic process is asked (EN 319 102-1, 5.3), with one that
for signatures with time (5.5), under an archive time-stamp that for long-term material (5.6).
"""

import asyncio
import json
import logging
import sys
from datetime import datetime
from pathlib import Path

from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import KeyUsageConstraints
from pyhanko.sign.validation.ades import ades_basic_validation, ades_lta_validation, ades_with_time_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


def load(folder, pattern, read):
    return [read(file.read_bytes()) for file in sorted(folder.glob(pattern))]


def trusting(roots):
    return CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(revocation_checking_policy=REQUIRE_REVINFO),
    )


def spec(folder):
    crls = [CRLContainer(one) for one in load(folder, "*-*.crl", CertificateList.load)]
    answers = load(folder, "*-*.ocsp", OCSPResponse.load)
    return SignatureValidationSpec(
        cert_validation_policy=trusting(load(folder, "sealing-*.crt", Certificate.load)),
        ts_cert_validation_policy=trusting(load(folder, "stamping-*.crt", Certificate.load)),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=LocalKnowledge(
            known_crls=crls,
            known_ocsps=[one for answer in answers for one in OCSPContainer.load_multi(answer)],
        ),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )


async def judge(folder):
    about = json.loads((folder / "case.json").read_text())
    at = datetime.fromisoformat(about["at"].replace("Z", "+00:00"))
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=False)
    with open(folder / "document.pdf", "rb") as handle:
        [signature, *_] = PdfFileReader(handle).embedded_regular_signatures
        if about["process"] == "archive":
            result = await ades_lta_validation(signature, PdfSignatureValidationSpec(spec(folder)), timing_info=timing)
        else:
            process = ades_with_time_validation if about["process"] == "time" else ades_basic_validation
            digest = signature.compute_digest()
            result = await process(signature.signed_data, spec(folder), timing_info=timing, raw_digest=digest)
    found = result.ades_subindic
    return {"indication": found.status.name, "subIndication": found.standard_name}


async def main(folders):
    logging.disable(logging.CRITICAL)
    for name in folders:
        try:
            said = await judge(Path(name))
        except Exception as fault:  # whatever a case raises, the next one is judged all the same
            said = {"indication": "FAULT", "subIndication": f"{type(fault).__name__}: {fault}"}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
