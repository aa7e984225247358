import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.security.BouncyCastleDigest;
import com.itextpdf.text.pdf.security.MakeSignature;
import com.itextpdf.text.pdf.security.PrivateKeySignature;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Signs with iText 5: KEY (PKCS #8) LEAF ROOT (DER), then pairs of input and output. A line a pair: ok, or why not. */
public class SignWithIText5 {
  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(args[0]))));
    Certificate[] chain = {certificate(args[1]), certificate(args[2])};
    for (int at = 3; at + 1 < args.length; at += 2) {
      try (FileOutputStream out = new FileOutputStream(args[at + 1])) {
        PdfSignatureAppearance appearance = PdfStamper.createSignature(new PdfReader(args[at]), out, '\0', null, true).getSignatureAppearance();
        PrivateKeySignature signature = new PrivateKeySignature(key, "SHA-256", "BC");
        MakeSignature.signDetached(appearance, new BouncyCastleDigest(), signature, chain, null, null, null, 0, MakeSignature.CryptoStandard.CMS);
        System.out.println("ok");
      } catch (Exception fault) {
        System.out.println(String.valueOf(fault.getMessage()).replace('\n', ' '));
      }
    }
  }

  static Certificate certificate(String file) throws Exception {
    try (InputStream bytes = Files.newInputStream(Path.of(file))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }
  }
}
