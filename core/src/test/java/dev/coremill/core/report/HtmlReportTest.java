package dev.coremill.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlReportTest {
  @Test
  void namesFromPackagesCannotAddMarkup() {
    String html = HtmlReport.of(Reports.done());

    assertThat(html).contains("head&lt;b&gt;").doesNotContain("head<b>");
    assertThat(HtmlReport.escape("<a href=\"x\" id='y'>&\u0007"))
        .isEqualTo("&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;\uFFFD");
  }

  @Test
  void aPageNeedsNothingElse() {
    assertThat(HtmlReport.of(Reports.done()))
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("1.24x smaller")
        .contains("its 288 to 2048 elements")
        .doesNotContain("<script", "src=", "http:", "https:", "url(");
  }
}
