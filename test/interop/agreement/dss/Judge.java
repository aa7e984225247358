import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
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
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * java -cp "<jars>/*" Judge.java TRUST FILE...: for each file one line of tab-separated fields: FILE, then a group of
 * six a signature or document time-stamp: kind, indication, sub-indication, level, object changes, errors and warnings.
 * TRUST is a folder with *.crt (the only roots) and *.crl, in DER. Nothing is fetched; the default policy.
 */
public class Judge {
  public static void main(String[] arguments) throws Exception {
    for (int index = 1; index < arguments.length; index++) System.out.println(arguments[index] + "\t" + judge(arguments[0], arguments[index]));
  }

  private static CommonCertificateVerifier verifier(String folder) throws Exception {
    CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
    for (Path file : files(folder, ".crt")) roots.addCertificate(DSSUtils.loadCertificate(file.toFile()));
    FileDocument[] lists = files(folder, ".crl").stream().map(Path::toFile).map(FileDocument::new).toArray(FileDocument[]::new);
    CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
    verifier.setTrustedCertSources(roots);
    verifier.setCrlSource(new ExternalResourcesCRLSource(lists));
    return verifier;
  }

  /** Comparing rendered pages takes most of the time, and only ever ends in a warning. */
  private static IPdfObjFactory withoutPictures() {
    DefaultPdfDifferencesFinder finder = new DefaultPdfDifferencesFinder();
    finder.setMaximalPagesAmountForVisualComparison(0);
    IPdfObjFactory factory = new ServiceLoaderPdfObjFactory();
    factory.setPdfDifferencesFinder(finder);
    return factory;
  }

  private static List<Path> files(String folder, String ending) throws Exception {
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String judge(String trust, String file) throws Exception {
    try {
      SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(new File(file)));
      if (validator instanceof PDFDocumentValidator pdf) pdf.setPdfObjFactory(withoutPictures());
      validator.setCertificateVerifier(verifier(trust));
      return describe(validator.validateDocument());
    } catch (Exception | StackOverflowError fault) {
      return String.join("\t", "fault", "", "", "", "", clean(fault.getClass().getSimpleName() + ": " + fault.getMessage()));
    }
  }

  private static String describe(Reports reports) {
    SimpleReport simple = reports.getSimpleReport();
    DiagnosticData data = reports.getDiagnosticData();
    List<String> groups = new ArrayList<>();
    for (SignatureWrapper signature : data.getSignatures()) {
      groups.add(group(simple, "signature", signature.getId(), signature.getSignatureFormat().toString(), signature.getPDFRevision()));
    }
    for (TimestampWrapper stamp : data.getTimestampList()) {
      if (stamp.getType().isDocumentTimestamp()) groups.add(group(simple, "timestamp", stamp.getId(), "", stamp.getPDFRevision()));
    }
    return String.join("\t", groups);
  }

  private static String group(SimpleReport simple, String kind, String id, String level, PDFRevisionWrapper revision) {
    List<Message> messages = new ArrayList<>(simple.getAdESValidationErrors(id));
    messages.addAll(simple.getAdESValidationWarnings(id));
    String said = String.join(" ", messages.stream().map(Message::getValue).distinct().toList());
    String subIndication = simple.getSubIndication(id) == null ? "" : simple.getSubIndication(id).toString();
    return String.join("\t", kind, simple.getIndication(id).toString(), subIndication, level, changes(revision), clean(said));
  }

  private static String changes(PDFRevisionWrapper revision) {
    if (revision == null) return "";
    List<String> found = new ArrayList<>();
    if (!revision.getPdfExtensionChanges().isEmpty()) found.add("extension");
    if (!revision.getPdfSignatureOrFormFillChanges().isEmpty()) found.add("form-fill");
    if (!revision.getPdfAnnotationChanges().isEmpty()) found.add("annotation");
    if (!revision.getPdfUndefinedChanges().isEmpty()) found.add("undefined");
    return String.join(",", found);
  }

  private static String clean(String text) {
    return text.replaceAll("\\s+", " ").trim();
  }
}
