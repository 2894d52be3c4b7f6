import com.adobe.epubcheck.tool.EpubChecker;

/** Checks each file named on the command line in one JVM; the report of F stands in F.json. */
public class EpubCheckAll {
  public static void main(String[] files) {
    for (String file : files) {
      new EpubChecker().run(new String[] {file, "--json", file + ".json", "--locale", "en", "--quiet"});
    }
  }
}
