import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.IPdfObjFactory;
import eu.europa.esig.dss.pdf.ServiceLoaderPdfObjFactory;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * java -cp "<jars>/*" JudgeCases.java FOLDER...: for each folder one line of tab-separated fields: FOLDER, indication,
 * sub-indication. A folder is as judge.py describes it; every root is trusted for everything. Nothing is fetched; the
 * default policy.
 */
public class JudgeCases {
  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

  public static void main(String[] folders) {
    for (String folder : folders) System.out.println(folder + "\t" + judge(Path.of(folder)));
  }

  private static String judge(Path folder) {
    try {
      PDFDocumentValidator validator = new PDFDocumentValidator(new FileDocument(folder.resolve("document.pdf").toFile()));
      validator.setPdfObjFactory(withoutPictures());
      validator.setCertificateVerifier(verifier(folder));
      validator.setValidationTime(moment(folder));
      SimpleReport report = validator.validateDocument().getSimpleReport();
      String id = report.getFirstSignatureId();
      return report.getIndication(id) + "\t" + (report.getSubIndication(id) == null ? "" : report.getSubIndication(id));
    } catch (Exception | StackOverflowError fault) {
      return "FAULT\t" + (fault.getClass().getSimpleName() + ": " + fault.getMessage()).replaceAll("\\s+", " ");
    }
  }

  private static CommonCertificateVerifier verifier(Path folder) throws Exception {
    CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
    for (Path file : files(folder, ".*\\.crt")) roots.addCertificate(DSSUtils.loadCertificate(file.toFile()));
    CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
    verifier.setTrustedCertSources(roots);
    verifier.setCrlSource(new ExternalResourcesCRLSource(documents(folder, "found-.*\\.crl")));
    verifier.setOcspSource(new ExternalResourcesOCSPSource(documents(folder, "found-.*\\.ocsp")));
    return verifier;
  }

  private static FileDocument[] documents(Path folder, String pattern) throws Exception {
    return files(folder, pattern).stream().map(Path::toFile).map(FileDocument::new).toArray(FileDocument[]::new);
  }

  private static List<Path> files(Path folder, String pattern) throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  private static Date moment(Path folder) throws Exception {
    Matcher found = AT.matcher(Files.readString(folder.resolve("case.json")));
    if (!found.find()) throw new IllegalStateException("no moment");
    return Date.from(Instant.parse(found.group(1)));
  }

  /** Comparing rendered pages takes most of the time, and nothing here was changed after signing. */
  private static IPdfObjFactory withoutPictures() {
    DefaultPdfDifferencesFinder finder = new DefaultPdfDifferencesFinder();
    finder.setMaximalPagesAmountForVisualComparison(0);
    IPdfObjFactory factory = new ServiceLoaderPdfObjFactory();
    factory.setPdfDifferencesFinder(finder);
    return factory;
  }
}
