// Values that stand in a manifest: how they are typed, where they lie, and where they stand.

#include "reconciler/desired/discovery/build_words.h"
#include "reconciler/desired/discovery/inline_values.h"
#include "reconciler/desired/discovery/parameters.h"
#include "reconciler/desired/overlay.h"
#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include "tests/support/values_tree.h"
#include <string>
#include <vector>

namespace pgberth::testing {
namespace {

using discovery::BuildWords;
using discovery::inline_values;
using discovery::parameter_path;
using discovery::parameter_value;
using discovery::with_words;

ValuePtr yaml(const std::string& text) {
  return read_yaml(text, "manifest.yaml").root;
}

std::string path_text(std::string_view name) {
  const auto path = parameter_path(name, {});
  if (!path) return to_string(path.error().code);
  std::string text;
  for (const ValueStep& step : *path)
    text += std::holds_alternative<std::string>(step)
                ? "<" + std::get<std::string>(step) + ">"
                : "[" + std::to_string(std::get<std::size_t>(step)) + "]";
  return text;
}

std::string typed_text(std::string_view text, bool force_string = false) {
  const ValuePtr value = parameter_value(text, force_string, {});
  std::string shown = std::string(to_string(value->kind)) + " " + value->text;
  for (const Member& member : value->children)
    shown += "(" + std::string(to_string(member.value->kind)) + " " + member.value->text + ")";
  return shown;
}

ValuePtr laid(const std::string& values, std::string_view name, const std::string& text) {
  const auto made = with_overlay(
      yaml(values), {.at = *parameter_path(name, {}), .value = parameter_value(text, false, {})});
  return made ? *made : nullptr;
}

TEST(ParameterNames, LeadThroughKeysAndPlaces) {
  EXPECT_EQ(path_text("a.b.c"), "<a><b><c>");
  EXPECT_EQ(path_text("a\\.b.c"), "<a.b><c>");
  EXPECT_EQ(path_text("a[0].b[12][3]"), "<a>[0]<b>[12][3]");
}

TEST(ParameterNames, ThatHelmCannotFollowAreRefused) {
  for (const char* name : {"", ".", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[0]b", "a=b", "a,b",
                           "a[99999999999999999999]", "a[65537]"})
    EXPECT_EQ(path_text(name), "E827") << name;
}

TEST(ParameterNames, DeeperThanHelmGoesAreRefused) {
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep += ".a";

  EXPECT_EQ(path_text(deep), "E827");
}

TEST(ParameterValues, AreTypedAsHelmTypesThem) {
  EXPECT_EQ(typed_text("true"), "a boolean true");
  EXPECT_EQ(typed_text("FALSE"), "a boolean false");
  EXPECT_EQ(typed_text("null"), "null null");
  EXPECT_EQ(typed_text("5432"), "a number 5432");
  EXPECT_EQ(typed_text("0"), "a number 0");
  EXPECT_EQ(typed_text("-7"), "a number -7");
}

TEST(ParameterValues, ThatLookLikeMoreThanHelmKnowsStayText) {
  for (const char* text : {"012", "1.5", "yes", "", "1e3", "+-5", "0x1f"})
    EXPECT_EQ(typed_text(text), std::string("text ") + text);
}

TEST(ParameterValues, ForcedToBeTextAreText) {
  EXPECT_EQ(typed_text("5432", true), "text 5432");
  EXPECT_EQ(typed_text("true", true), "text true");
}

TEST(ParameterValues, InBracesAreLists) {
  EXPECT_EQ(typed_text("{a,2,true}"), "a list (text a)(a number 2)(a boolean true)");
  EXPECT_EQ(typed_text("{}"), "a list ");
}

TEST(ParameterValues, WithACommaAreOneText) {
  EXPECT_EQ(typed_text("a,b"), "text a,b");
  EXPECT_EQ(typed_text("a\\,b"), "text a,b");
}

TEST(Overlay, ReplacesOnePlaceAndLeavesTheRestOfTheList) {
  const ValuePtr made = laid("a: {b: [1, 2, 3], c: 4}", "a.b[1]", "9");

  const ValuePtr list = child_of(child_of(made, "a"), "b");
  ASSERT_EQ(list->children.size(), 3U);
  EXPECT_EQ(list->children[0].value->text, "1");
  EXPECT_EQ(list->children[1].value->text, "9");
  EXPECT_EQ(child_of(child_of(made, "a"), "c")->text, "4");
}

TEST(Overlay, LetsAListGrowWithNulls) {
  const ValuePtr made = laid("a: [1]", "a[3]", "9");

  const ValuePtr list = child_of(made, "a");
  ASSERT_EQ(list->children.size(), 4U);
  EXPECT_TRUE(list->children[2].value->is_null());
}

TEST(Overlay, MakesMappingsThatAreNotThere) {
  EXPECT_EQ(child_of(child_of(laid("x: 1", "a.b", "2"), "a"), "b")->text, "2");
  EXPECT_EQ(child_of(child_of(laid("a:", "a.b", "2"), "a"), "b")->text, "2");
}

TEST(Overlay, DoesNotLeadThroughAText) {
  EXPECT_EQ(laid("a: text", "a.b", "2"), nullptr);
  EXPECT_EQ(laid("a: {b: 1}", "a[0]", "2"), nullptr);
}

TEST(Overlay, ThatHelmWouldRefuseLeavesAnEnvironmentWithoutClaims) {
  EnvironmentSettings settings = one_file();
  settings.overlays = {{.at = {std::string("fence"), std::string("enabled"), std::string("x")},
                        .value = parameter_value("1", false, {.file = "app.yaml", .line = 3})}};

  const Desired desired = desired_of("fence: {enabled: true}\n", settings);

  EXPECT_TRUE(desired.claims.claims.empty());
  EXPECT_TRUE(has_finding(desired, Code::HelmRefuses, "app.yaml:3:0"));
}

TEST(Overlay, WinsOverFilesInTheOrderGiven) {
  EnvironmentSettings settings = one_file();
  const auto over = [](const std::string& text) { return Overlay{.at = {}, .value = yaml(text)}; };
  settings.overlays = {over("fence: {postgres: {database: first, username: mine}}"),
                       over("fence: {postgres: {database: second}}")};

  const Desired desired =
      desired_of("fence: {enabled: true, postgres: {database: of-the-file}}\n", settings);

  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Database), "second");
  EXPECT_EQ(constant(claim_of(desired, "fence"), Field::Username), "mine");
}

/// The scalar under "values" in `manifest`, read as values.
ValuePtr inlined(const std::string& manifest, Findings& findings) {
  return inline_values(*child_of(yaml(manifest), "values"), manifest, findings);
}

std::string place(const ValuePtr& values, std::string_view key) {
  const Member* member = member_of(values, key);
  return member == nullptr
             ? "-"
             : std::to_string(member->key_line) + ":" + std::to_string(member->key_column) + " " +
                   std::to_string(member->value->at.line) + ":" +
                   std::to_string(member->value->at.column);
}

TEST(InlineValues, HaveTheirLinesInTheManifest) {
  Findings findings;

  EXPECT_EQ(place(inlined("a: 1\nvalues: |\n    x: 1\n    z: 2\n", findings), "z"), "4:5 4:8");
  EXPECT_EQ(place(inlined("values: |-\n\n\n  x: 1\n", findings), "x"), "4:3 4:6");
  EXPECT_EQ(place(inlined("values: &v |\n  x: 1\n", findings), "x"), "2:3 2:6");
  EXPECT_EQ(place(inlined("values: |2 # two\n  x:\n    y: 1\n", findings), "x"), "2:3 3:5");
  EXPECT_EQ(place(inlined("a: 1\r\nvalues: |\r\n  x: 1\r\n  z: 2\r\n", findings), "z"), "4:3 4:6");
  EXPECT_TRUE(findings.empty());
}

TEST(InlineValues, InOtherFormsStandWhereTheirTextStands) {
  Findings findings;

  EXPECT_EQ(place(inlined("values: \"x: 1\\nz: 2\"\n", findings), "z"), "1:9 1:9");
  EXPECT_EQ(place(inlined("values: >\n  x: 1\n", findings), "x"), "1:9 1:9");
  EXPECT_TRUE(findings.empty());
}

TEST(InlineValues, TellTheirProblemsInTheManifest) {
  Findings findings;

  EXPECT_EQ(inlined("values: |\n  x: 1\n  y: [1\n", findings), nullptr);
  inlined("values: |\n  x: 1\n  x: 2\n", findings);

  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].code, Code::YamlSyntax);
  EXPECT_EQ(findings[0].where.line, 4);
  EXPECT_EQ(to_string(findings[1].where), "manifest.yaml:3:3");
  EXPECT_EQ(to_string(findings[1].also.front()), "manifest.yaml:2:3");
}

TEST(InlineValues, ThatAreEmptyAreAnEmptyMapping) {
  Findings findings;

  EXPECT_TRUE(inlined("values: ''\n", findings)->children.empty());
  EXPECT_TRUE(inlined("values: |\n  # only this\n", findings)->children.empty());
  EXPECT_TRUE(findings.empty());
}

TEST(BuildWords, AreFilledIn) {
  const BuildWords words{{"ARGOCD_APP_NAME", "qa"}};

  EXPECT_EQ(*with_words("a/$ARGOCD_APP_NAME/b", words), "a/qa/b");
  EXPECT_EQ(*with_words("${ARGOCD_APP_NAME}x", words), "qax");
  EXPECT_EQ(*with_words("$OTHER.", words), ".");
  EXPECT_EQ(*with_words("pa$$word$", words), "pa$word$");
  EXPECT_EQ(with_words("$ARGOCD_APP_REVISION_SHORT", words).error().code, Code::NotEvaluated);
}

}  // namespace
}  // namespace pgberth::testing
