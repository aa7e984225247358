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


LIBRARIES = {
    "pyhanko": sign_with_pyhanko,
    "pypdf": update_with_pypdf,
    "cairo": make_with_cairo,
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
