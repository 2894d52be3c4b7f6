import java.io.File;
import java.io.PrintStream;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/**
 * Usage: VeraPdfAll REPORT PROFILE,PROFILE... FILE...
 * Writes lines of fields, parted by tabs: number of the file, profile, broken rule, how often, the
 * first message; or instead of a rule "ok" or, where the file can't be read, "unreadable".
 */
public class VeraPdfAll {
  public static void main(String[] args) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    try (PrintStream report = new PrintStream(args[0], "UTF-8")) {
      for (int i = 2; i < args.length; i++) {
        for (String profile : args[1].split(",")) {
          check(new File(args[i]), i - 2 + "\t" + profile + "\t", PDFAFlavour.fromString(profile), report);
        }
      }
    }
  }

  static void check(File file, String start, PDFAFlavour flavour, PrintStream report) {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
      ValidationResult result =
          Foundries.defaultInstance().createValidator(flavour, 1, false, false, false).validate(parser);
      if (result.isCompliant()) {
        report.println(start + "ok\t0\t");
      }
      for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
        RuleId rule = failed.getKey();
        report.println(start + name(rule) + "\t" + failed.getValue() + "\t" + message(result, rule));
      }
    } catch (Exception error) {
      report.println(start + "unreadable\t1\t" + oneLine(String.valueOf(error)));
    }
  }

  static String name(RuleId rule) {
    return rule.getClause() + "-" + rule.getTestNumber();
  }

  static String message(ValidationResult result, RuleId rule) {
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getRuleId().equals(rule)) {
        return oneLine(assertion.getMessage());
      }
    }
    return "";
  }

  static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
