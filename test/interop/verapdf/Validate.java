import java.io.FileInputStream;
import java.util.LinkedHashSet;
import java.util.Set;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** java -cp "<folder>/*" Validate.java FILE...: one line "FILE FLAVOUR pass|fail CLAUSE-TEST..." for PDF/A-3a and PDF/UA-1 each. */
public class Validate {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      for (String name : new String[] {"3a", "ua1"}) validate(file, PDFAFlavour.byFlavourId(name));
    }
  }

  private static void validate(String file, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
      ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
      Set<String> failed = new LinkedHashSet<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.PASSED) continue;
        failed.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber());
      }
      System.out.println(file + " " + flavour.getId() + " " + (result.isCompliant() ? "pass" : "fail") + (failed.isEmpty() ? "" : " " + String.join(",", failed)));
    }
  }
}
