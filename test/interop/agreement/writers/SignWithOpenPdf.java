import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs with OpenPDF: KEY (PKCS #8) LEAF ROOT (DER), then pairs of input and output. A line a pair: ok, or why not. */
public class SignWithOpenPdf {
  public static void main(String[] args) throws Exception {
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(args[0]))));
    X509Certificate[] chain = {certificate(args[1]), certificate(args[2])};
    for (int at = 3; at + 1 < args.length; at += 2) {
      try (FileOutputStream out = new FileOutputStream(args[at + 1])) {
        PdfStamper stamper = PdfStamper.createSignature(new PdfReader(args[at]), out, '\0', null, true);
        PdfSignatureAppearance signature = stamper.getSignatureAppearance();
        PdfSignature dictionary = new PdfSignature(PdfName.ADOBE_PPKLITE, PdfName.ADBE_PKCS7_DETACHED);
        dictionary.setDate(new PdfDate(Calendar.getInstance()));
        signature.setCryptoDictionary(dictionary);
        signature.preClose(new HashMap<>(Map.of(PdfName.CONTENTS, 2 * ROOM + 2)));
        byte[] cms = cms(key, chain, signature.getRangeStream());
        PdfDictionary update = new PdfDictionary();
        update.put(PdfName.CONTENTS, new PdfString(Arrays.copyOf(cms, ROOM)).setHexWriting(true));
        signature.close(update);
        System.out.println("ok");
      } catch (Exception fault) {
        System.out.println(String.valueOf(fault.getMessage()).replace('\n', ' '));
      }
    }
  }

  static final int ROOM = 8192;

  /** OpenPDF itself signs with SHA-1. */
  static byte[] cms(PrivateKey key, X509Certificate[] chain, InputStream content) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    JcaDigestCalculatorProviderBuilder digests = new JcaDigestCalculatorProviderBuilder();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(digests.build())
            .build(new JcaContentSignerBuilder("SHA256WithRSA").build(key), chain[0]));
    generator.addCertificates(new JcaCertStore(List.of(chain)));
    return generator.generate(new CMSProcessableByteArray(content.readAllBytes()), false).getEncoded();
  }

  static X509Certificate certificate(String file) throws Exception {
    try (InputStream bytes = Files.newInputStream(Path.of(file))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }
  }
}
