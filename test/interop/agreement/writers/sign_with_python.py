"""Signs with a Python library: LIBRARY KEY LEAF ROOT (PEM), then pairs of input and output. A line a pair: ok, or why not."""

import sys


def sign_with_pyhanko(key, leaf, root):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = signers.SimpleSigner.load(key, leaf, ca_chain_files=[root])
    meta = signers.PdfSignatureMetadata(field_name="Signature1", subfilter=fields.SigSeedSubFilter.PADES)

    def sign(source, target):
        with open(source, "rb") as read, open(target, "wb") as write:
            # Hybrid files are taken for what they are.
            writer = IncrementalPdfFileWriter(read, strict=False)
            signers.sign_pdf(writer, meta, signer=signer, output=write)

    return sign


def sign_with_endesive(key, leaf, root):
    import types

    # Its verifier needs a package that does not know OpenSSL 3.0.10 and later.
    sys.modules["endesive.verifier"] = types.SimpleNamespace(verify=None)
    sys.modules["endesive.pdf.verify"] = types.SimpleNamespace(PDFVerifier=None, verify=None)
    from datetime import datetime, timezone

    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from endesive.pdf import cms

    def read(name):
        with open(name, "rb") as file:
            return file.read()

    private = load_pem_private_key(read(key), None)
    certificates = [x509.load_pem_x509_certificate(read(name)) for name in (leaf, root)]

    def sign(source, target):
        document = read(source)
        date = datetime.now(timezone.utc).strftime("D:%Y%m%d%H%M%S+00'00'")
        options = {"sigflags": 3, "sigfield": "Signature1", "signingdate": date, "contact": "", "location": "", "reason": "test"}
        signature = cms.sign(document, {**options, "auto_sigfield": True}, private, certificates[0], certificates[1:], "sha256")
        # Its cross-reference streams have `#20` for the spaces of their arrays, which no reader can read.
        if b"/W [1#208#200]" in signature:
            raise ValueError("a cross-reference stream that cannot be read")
        with open(target, "wb") as file:
            file.write(document + signature)

    return sign


def update_with_pypdf(_key, _leaf, _root):
    from pypdf import PdfReader, PdfWriter

    def update(source, target):
        writer = PdfWriter(PdfReader(source), incremental=True)
        writer.add_metadata({"/Subject": "updated"})
        writer.write(target)

    return update


def make_with_cairo(_key, _leaf, _root):
    import cairocffi

    def make(_source, target):
        surface = cairocffi.PDFSurface(target, 210 / 25.4 * 72, 297 / 25.4 * 72)
        context = cairocffi.Context(surface)
        context.move_to(100 / 3, 100 / 7)
        context.line_to(1e-7, 400 / 3)
        context.stroke()
        surface.finish()

    return make


def make_with_reportlab(_key, _leaf, _root):
    from reportlab.pdfgen.canvas import Canvas

    def make(_source, target):
        canvas = Canvas(target)
        canvas.drawString(100, 700, "TEST")
        canvas.acroForm.textfield(name="text", x=100, y=500, value="value")
        canvas.save()

    return make


def make_with_fpdf2(_key, _leaf, _root):
    from fpdf import FPDF

    def make(_source, target):
        document = FPDF()
        document.add_page()
        document.set_font("Helvetica")
        document.cell(text="TEST", link="https://example.org/")
        document.output(target)

    return make


HTML = "<html lang=en><title>TEST</title><h1>TEST</h1><form><input name=text value=value></form>"


def make_with_weasyprint(_key, _leaf, _root):
    from weasyprint import HTML as Page

    return lambda _source, target: Page(string=HTML).write_pdf(target, pdf_forms=True)


def make_with_qpdf(_key, _leaf, _root):
    from io import BytesIO

    import pikepdf
    from reportlab.pdfgen.canvas import Canvas

    def make(_source, target):
        page = BytesIO()
        canvas = Canvas(page)
        canvas.drawString(100, 700, "TEST")
        canvas.save()
        with pikepdf.open(page) as document:
            document.save(target, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)

    return make


LIBRARIES = {
    "pyhanko": sign_with_pyhanko,
    "pypdf": update_with_pypdf,
    "cairo": make_with_cairo,
    "endesive": sign_with_endesive,
    "reportlab": make_with_reportlab,
    "fpdf2": make_with_fpdf2,
    "weasyprint": make_with_weasyprint,
    "qpdf": make_with_qpdf,
}


def main():
    library, key, leaf, root, *files = sys.argv[1:]
    work = LIBRARIES[library](key, leaf, root)
    for source, target in zip(files[::2], files[1::2]):
        try:
            work(source, target)
            print("ok")
        except Exception as fault:  # one file that cannot be signed must not keep the others from it
            print(str(fault).replace("\n", " ") or type(fault).__name__)


main()
