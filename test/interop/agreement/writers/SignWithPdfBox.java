import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs with Apache PDFBox 2 or 3: KEY (PKCS #8) LEAF ROOT (DER), then pairs of input and output. A line a pair: ok, or why not. */
public class SignWithPdfBox {
  public static void main(String[] args) throws Exception {
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(args[0]))));
    List<X509Certificate> chain = List.of(certificate(args[1]), certificate(args[2]));
    for (int at = 3; at + 1 < args.length; at += 2) {
      try {
        sign(key, chain, args[at], args[at + 1]);
        System.out.println("ok");
      } catch (Exception fault) {
        System.out.println(String.valueOf(fault.getMessage()).replace('\n', ' '));
      }
    }
  }

  static X509Certificate certificate(String file) throws Exception {
    try (InputStream bytes = Files.newInputStream(Path.of(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }
  }

  /** PDFBox 3 moved the way to open a file to a class of its own. */
  static PDDocument open(File file) throws Exception {
    try {
      Class<?> loader = Class.forName("org.apache.pdfbox.Loader");
      return (PDDocument) loader.getMethod("loadPDF", File.class).invoke(null, file);
    } catch (ClassNotFoundException older) {
      return (PDDocument) PDDocument.class.getMethod("load", File.class).invoke(null, file);
    }
  }

  static void sign(PrivateKey key, List<X509Certificate> chain, String in, String out) throws Exception {
    try (PDDocument document = open(new File(in)); FileOutputStream stream = new FileOutputStream(out)) {
      PDSignature signature = new PDSignature();
      signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
      signature.setSignDate(Calendar.getInstance());
      SignatureInterface signer = (content) -> cms(key, chain, content);
      document.addSignature(signature, signer);
      document.saveIncremental(stream);
    }
  }

  static byte[] cms(PrivateKey key, List<X509Certificate> chain, InputStream content) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      JcaDigestCalculatorProviderBuilder digests = new JcaDigestCalculatorProviderBuilder();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(digests.build())
              .build(new JcaContentSignerBuilder("SHA256WithRSA").build(key), chain.get(0)));
      generator.addCertificates(new JcaCertStore(chain));
      return generator.generate(new CMSProcessableByteArray(content.readAllBytes()), false).getEncoded();
    } catch (Exception fault) {
      throw new IllegalStateException(fault);
    }
  }
}
