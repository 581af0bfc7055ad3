#include "reconciler/desired/helm_merge.h"

#include "reconciler/desired/truth.h"
#include "reconciler/text/yaml.h"

#include <gtest/gtest.h>

namespace pgberth {
namespace {

ValuePtr tree(std::string_view text) {
  return read_yaml(text, "v.yaml").root;
}

TEST(HelmMerge, MergesMappingsDeeplyAndReplacesLists) {
  const ValuePtr merged =
      merge_files(tree("a: {b: 1, c: [1, 2]}\nx: 1"), tree("a: {c: [3], d: 4}"));

  EXPECT_EQ(go_text(merged), "map[a:map[b:1 c:[3] d:4] x:1]");
}

TEST(HelmMerge, LetsALaterNullReplaceAndALaterMappingComeBack) {
  const ValuePtr nulled = merge_files(tree("a: {b: 1}"), tree("a: null"));

  EXPECT_EQ(go_text(nulled), "map[a:<nil>]");
  EXPECT_EQ(go_text(merge_files(nulled, tree("a: {c: 2}"))), "map[a:map[c:2]]");
}

TEST(HelmMerge, KeepsThePlaceOfEachValue) {
  const ValuePtr lower = read_yaml("a:\n  b: 1\n  c: 2\n", "one.yaml").root;
  const ValuePtr upper = read_yaml("a:\n  c: 3\n", "two.yaml").root;

  const ValuePtr a = child_of(merge_files(lower, upper), "a");

  EXPECT_EQ(to_string(child_of(a, "b")->at), "one.yaml:2:6");
  EXPECT_EQ(to_string(child_of(a, "c")->at), "two.yaml:2:6");
}

TEST(HelmMerge, TakesDefaultsAwayWithANull) {
  const ValuePtr values = tree("a: {b: null, x: null}");
  const ValuePtr defaults = tree("a: {b: 1, c: 2}");

  EXPECT_EQ(go_text(over_defaults(values, defaults, Nulls::Remove)), "map[a:map[c:2 x:<nil>]]");
  EXPECT_EQ(go_text(over_defaults(values, defaults, Nulls::Keep)),
            "map[a:map[b:<nil> c:2 x:<nil>]]");
}

TEST(HelmMerge, NeverMergesAMappingWithSomethingElse) {
  EXPECT_EQ(go_text(over_defaults(tree("a: x"), tree("a: {b: 1}"), Nulls::Remove)), "map[a:x]");
  EXPECT_EQ(go_text(over_defaults(tree("a: {b: 1}"), tree("a: x"), Nulls::Remove)),
            "map[a:map[b:1]]");
}

TEST(HelmMerge, LetsTheParentsGlobalWinAndNewKeysSurvive) {
  const ValuePtr block = tree("global: {dev: false, push: true, es: {own: 1, deploy: 0}}");
  const ValuePtr parent = tree("global: {dev: true, es: {deploy: 1}}");

  EXPECT_EQ(go_text(with_globals(block, parent)),
            "map[global:map[dev:true es:map[deploy:1 own:1] push:true]]");
}

TEST(HelmMerge, LeavesABlockAloneWhoseGlobalIsNoMapping) {
  EXPECT_EQ(go_text(with_globals(tree("global: x"), tree("global: {dev: true}"))), "map[global:x]");
  EXPECT_EQ(go_text(with_globals(tree("a: 1"), tree("global: x"))), "map[a:1]");
}

TEST(Truth, IsWhatAGoTemplateTakesForTrue) {
  const ValuePtr values = tree(
      "t: [true, yes, 1, 'false', '0', x, [0], {a: 0}, -1]\n"
      "f: [false, no, 0, '', null, [], {}, 0.0, off]\n");

  for (const Member& item : child_of(values, "t")->children)
    EXPECT_TRUE(truthy(item.value)) << to_string(item.value->at);
  for (const Member& item : child_of(values, "f")->children)
    EXPECT_FALSE(truthy(item.value)) << to_string(item.value->at);
  EXPECT_FALSE(truthy(nullptr));
}

}  // namespace
}  // namespace pgberth
