import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Signs with EU DSS, PAdES B-B: KEY (PKCS #8) LEAF ROOT (DER), then pairs of input and output. A line a pair: ok, or why not. */
public class SignWithDss {
  public static void main(String[] args) throws Exception {
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(args[0]))));
    List<CertificateToken> chain = List.of(DSSUtils.loadCertificate(new File(args[1])), DSSUtils.loadCertificate(new File(args[2])));
    for (int at = 3; at + 1 < args.length; at += 2) {
      try {
        sign(key, chain, new FileDocument(args[at])).save(args[at + 1]);
        System.out.println("ok");
      } catch (Exception fault) {
        System.out.println(String.valueOf(fault.getMessage()).replace('\n', ' '));
      }
    }
  }

  static DSSDocument sign(PrivateKey key, List<CertificateToken> chain, DSSDocument document) throws Exception {
    PAdESSignatureParameters parameters = new PAdESSignatureParameters();
    parameters.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
    parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
    parameters.setSigningCertificate(chain.get(0));
    parameters.setCertificateChain(chain);
    PAdESService service = new PAdESService(new CommonCertificateVerifier());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(service.getDataToSign(document, parameters).getBytes());
    return service.signDocument(document, parameters, new SignatureValue(SignatureAlgorithm.RSA_SHA256, signature.sign()));
  }
}
