// The small parts of discovery: paths and patterns, URLs, templates, revisions.

#include "reconciler/desired/discovery/go_functions.h"
#include "reconciler/desired/discovery/go_template.h"
#include "reconciler/desired/discovery/paths.h"
#include "reconciler/desired/discovery/repository_url.h"
#include "reconciler/desired/discovery/revision.h"
#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace pgberth::discovery {
namespace {

TEST(Paths, AreMadeNormal) {
  EXPECT_EQ(normal_path("a/./b/../c//d/"), "a/c/d");
  EXPECT_EQ(normal_path("."), "");
  EXPECT_EQ(normal_path("a/.."), "");
}

TEST(Paths, ThatClimbOutAreNone) {
  EXPECT_EQ(normal_path(".."), std::nullopt);
  EXPECT_EQ(normal_path("a/../../a"), std::nullopt);
}

TEST(Patterns, FitWithinOneName) {
  EXPECT_TRUE(fits("*.yaml", "a.yaml"));
  EXPECT_TRUE(fits("a*b*c", "aXbYbZc"));
  EXPECT_TRUE(fits("[a-c]?[!0-9]", "b1x"));
  EXPECT_TRUE(fits("\\*", "*"));
  EXPECT_FALSE(fits("\\*", "x"));
  EXPECT_FALSE(fits("a*b", "abc"));
  EXPECT_FALSE(fits("[a", "a"));
}

TEST(Patterns, GoFolderByFolder) {
  EXPECT_TRUE(fits_path("a/*/c.yaml", "a/b/c.yaml", true));
  EXPECT_FALSE(fits_path("a/*", "a/b/c.yaml", true));
  EXPECT_TRUE(fits_path("a/**/c.yaml", "a/c.yaml", true));
  EXPECT_TRUE(fits_path("a/**/c.yaml", "a/x/y/c.yaml", true));
  EXPECT_TRUE(fits_path("**", "a/b", true));
  EXPECT_FALSE(fits_path("**", "a/b", false));
}

TEST(Patterns, OfManyStarsAreDecidedInTime) {
  std::string pattern;
  std::string deep;
  for (int i = 0; i < 200; ++i) pattern += "*a", deep += "**/";

  EXPECT_FALSE(fits(pattern + "b", std::string(5000, 'a')));
  EXPECT_FALSE(fits_path(deep + "b", "a/a/a/a/a/a/a/a/a/a/a/a", true));
}

TEST(Patterns, PutAFoldersOwnFilesFirst) {
  std::vector<std::string> files{"e/nested/c.yaml", "e/z.yaml", "e/a.yaml", "e/nested/a/a.yaml"};

  std::ranges::sort(files, files_first);

  EXPECT_EQ(files, (std::vector<std::string>{"e/a.yaml", "e/z.yaml", "e/nested/c.yaml",
                                             "e/nested/a/a.yaml"}));
}

TEST(RepositoryUrls, OfOneRepositoryAreOne) {
  for (const char* url :
       {"https://git.example.org/team/repo", "https://git.example.org/team/repo.git",
        "https://user:token@git.example.org/team/repo.git/", "git@git.example.org:team/repo.git",
        "ssh://git@git.example.org/team/repo", "ssh://git@git.example.org:22/team/repo.git",
        "HTTPS://Git.Example.org/Team/Repo", "git@git.example.org:/team/repo"})
    EXPECT_EQ(canonical_url(url), "git.example.org/team/repo") << url;
}

TEST(RepositoryUrls, OfOthersAreOthers) {
  EXPECT_NE(canonical_url("https://git.example.org/team/repo"),
            canonical_url("https://git.example.org/team/repo2"));
  EXPECT_NE(canonical_url("https://git.example.org:8443/team/repo"),
            canonical_url("https://git.example.org/team/repo"));
}

ValuePtr params(const std::string& text) {
  return read_yaml(text, "p.yaml").root;
}

std::string go(std::string_view text) {
  const auto made = filled_by_go(
      text, params("{path: {path: a/B_c, basename: B_c, segments: [a, B_c]}, num: 5432, big: "
                   "1000000, flag: true, none: null, 'with space': x, empty: ''}"));
  return made ? *made : "? " + made.error().what;
}

TEST(GoTemplates, FillInFieldsAndPlaces) {
  EXPECT_EQ(go("x-{{ .path.basename }}-{{.path.path}}"), "x-B_c-a/B_c");
  EXPECT_EQ(go("{{index .path.segments 1}}"), "B_c");
  EXPECT_EQ(go("{{ index . \"with space\" }}"), "x");
  EXPECT_EQ(go("{{ (index .path.segments 0) | upper }}"), "A");
  EXPECT_EQ(go("{{ $.num }} {{.flag}} {{.big}}"), "5432 true 1e+06");
}

TEST(GoTemplates, KnowSomeFunctionsOfText) {
  EXPECT_EQ(go("{{ .path.basename | normalize }}"), "b-c");
  EXPECT_EQ(go("{{ .empty | default \"usual\" }}"), "usual");
  EXPECT_EQ(go("{{ .path.path | replace \"/\" \"-\" | lower }}"), "a-b_c");
  EXPECT_EQ(go("{{ trimSuffix \"_c\" .path.basename }}"), "B");
}

TEST(GoTemplates, CutBlanksWhereAsked) {
  EXPECT_EQ(go("a  {{- .num -}}  b{{/* said to people */}}"), "a5432b");
}

TEST(GoTemplates, ThatAreNotKnownAreNotGuessed) {
  for (const char* text :
       {"{{ if .num }}a{{ end }}", "{{ .missing }}", "{{ .path }}", "{{ .none }}",
        "{{ sha256sum .num }}", "{{ .num", "{{ index .path.segments 9 }}",
        "{{ index .path.segments -1 }}", "{{ .num | \"x\" }}", "{{ \"open }}", "{{ (.num }}",
        "{{ }}", "{{ .num .num }}", "{{ lower .num }}", "{{ $x := .num }}",
        "{{ range .path.segments }}", "{{ printf \"%s\" .num }}"})
    EXPECT_TRUE(go(text).starts_with("? ")) << text << " became " << go(text);
}

TEST(PlainTemplates, LeaveWhatTheyDoNotKnow) {
  const ValuePtr given = params("{site: qa, 'path[0]': x}");

  EXPECT_EQ(filled_plainly("{{site}}-{{ site }}-{{path[0]}}", given), "qa-qa-x");
  EXPECT_EQ(filled_plainly("{{ other }} {{", given), "{{ other }} {{");
}

TEST(NormalizedNames, AreThoseOfArgo) {
  EXPECT_EQ(normalized("My_Site.Example"), "my-site.example");
  EXPECT_EQ(normalized("-\xc3\xa9"
                       "a-"),
            "a");
}

TEST(Revisions, ThatNameOneCommitArePinned) {
  for (const char* revision : {"v1.2.3", "1.0", "0123abc", "refs/tags/x"})
    EXPECT_TRUE(is_pinned(revision)) << revision;
  for (const char* revision : {"", "HEAD", "main", "release/1.2", "deadbeef-branch", "feedbac"})
    EXPECT_FALSE(is_pinned(revision)) << revision;
}

TEST(Versions, OfARangeAreNotExact) {
  for (const char* version : {"0.2.90", "v1.2"}) EXPECT_TRUE(is_exact(version)) << version;
  for (const char* version : {"0.2.*", ">=0.2.1", "0.2.x", "*", "", "1.2 - 1.4"})
    EXPECT_FALSE(is_exact(version)) << version;
}

}  // namespace
}  // namespace pgberth::discovery
