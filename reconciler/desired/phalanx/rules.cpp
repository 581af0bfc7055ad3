#include "reconciler/desired/phalanx/rules.h"

#include "reconciler/desired/helm_merge.h"
#include "reconciler/desired/phalanx/names.h"
#include "reconciler/desired/truth.h"

#include <optional>
#include <set>
#include <utility>

namespace pgberth::phalanx {
namespace {

/// Where a `copy` block copies from; nothing when it does not say that in two texts.
std::optional<SecretName> source_of(const ValuePtr& copy) {
  const ValuePtr application = child_of(copy, "application");
  const ValuePtr key = child_of(copy, "key");
  for (const ValuePtr& part : {application, key})
    if (!part || part->kind != Kind::String || part->text.empty()) return std::nullopt;
  return SecretName{application->text, key->text};
}

bool written(const ValuePtr& value) {
  return value && !value->is_null();
}

constexpr const char* kNoSource = "does not say which key of which application it copies";

Finding broken(const SecretName& name, const std::string& why, const SourcePos& where,
               std::set<ClaimId> claims) {
  return {.code = Code::WrongType,
          .what = "the rule for " + to_string(name) + " " + why,
          .where = where,
          .hint = "Correct the rule.",
          .claims = std::move(claims)};
}

}  // namespace

std::string to_string(const SecretName& name) {
  return "\"" + name.key + "\" of \"" + name.application + "\"";
}

Rules::Entries Rules::entries(const std::string& application, const ClaimId* claim) {
  Entries all;
  for (const std::string& file : {std::string("secrets.yaml"), "secrets-" + site_.name() + ".yaml"})
    if (const ValuePtr root = files_.read(site_.path(application, file), claim))
      for (const Member& member : root->children) all.insert_or_assign(member.key, member);
  return all;
}

/// Whether the values of `application` have something true at the dotted path `setting`.
bool Rules::holds(const std::string& application, const ValuePtr& setting, const ClaimId& claim,
                  Findings& findings) {
  if (!written(setting)) return true;
  if (setting->kind != Kind::String) {
    findings.push_back({.code = Code::WrongType,
                        .what = "a condition is " + std::string(to_string(setting->kind)) +
                                ", it must name a value",
                        .where = setting->at,
                        .hint = "Write the path of a value of \"" + application + "\".",
                        .claims = {claim}});
    return false;
  }
  const ValuePtr own = files_.read(site_.values_file(application), &claim);
  const ValuePtr defaults = files_.read(site_.path(application, "values.yaml"), &claim);
  ValuePtr node =
      own && defaults ? over_defaults(own, defaults, Nulls::Remove) : (own ? own : defaults);
  const std::string& path = setting->text;
  for (std::size_t begin = 0, end = 0; node && begin <= path.size(); begin = end + 1) {
    end = std::min(path.find('.', begin), path.size());
    node = child_of(node, path.substr(begin, end - begin));
  }
  if (reads_as_no(node))
    findings.push_back({.code = Code::TruthyText,
                        .what = "\"" + path + "\" of \"" + application + "\" is the text \"" +
                                node->text + "\", which is true",
                        .where = node->at,
                        .hint = "Take the quotes away if no is meant.",
                        .claims = {claim}});
  return truthy(node);
}

bool Rules::active(const std::string& application, const ValuePtr& block, const ClaimId& claim,
                   Findings& findings) {
  return written(block) && holds(application, child_of(block, "if"), claim, findings);
}

Rule Rules::rule(const SecretName& name, const ClaimId& claim, Findings& findings) {
  const Entries all = entries(name.application, &claim);
  const auto found = all.find(name.key);
  if (found == all.end()) return {};
  const ValuePtr& block = found->second.value;
  Rule rule{.at = key_position(found->second)};
  const auto refuse = [&](const std::string& why, const SourcePos& where) {
    findings.push_back(broken(name, why, where, {claim}));
    rule.origin = Rule::Origin::Broken;
    return rule;
  };
  if (!block->is_mapping()) return refuse("is no mapping", rule.at);
  if (!active(name.application, block, claim, findings)) return rule;
  const ValuePtr copy = child_of(block, "copy");
  const ValuePtr generate = child_of(block, "generate");
  rule.value = child_of(block, "value");
  for (const auto& [part, what] : {std::pair{copy, "copy"}, {generate, "generate"}})
    if (written(part) && !part->is_mapping())
      return refuse("has a \"" + std::string(what) + "\" that is no mapping", part->at);
  if (active(name.application, copy, claim, findings)) {
    const auto source = source_of(copy);
    if (!source) return refuse(kNoSource, copy->at);
    rule.from = *source;
    rule.origin = Rule::Origin::Copied;
  } else if (active(name.application, generate, claim, findings)) {
    const ValuePtr type = child_of(generate, "type");
    const bool password = type && type->kind == Kind::String && type->text == "password";
    rule.origin = password ? Rule::Origin::Generated : Rule::Origin::Computed;
  } else if (written(rule.value)) {
    if (rule.value->kind != Kind::String)  // Without the value: it is a secret.
      return refuse("has a value that is no text", rule.value->at);
    rule.origin = Rule::Origin::Fixed;
  } else {
    rule.origin = Rule::Origin::Static;
  }
  return rule;
}

/// Collects who says of itself that it is a copy, in the files of all applications but Postgres.
void Rules::find_copies(Findings& findings) {
  searched_ = true;
  const std::set<std::string> names = {"secrets.yaml", "secrets-" + site_.name() + ".yaml"};
  for (const std::string& app : files_.folders_with(site_.applications(), names)) {
    if (app == kPostgres || !site_.enabled(app, files_) || !path_part(app)) continue;
    for (const auto& [key, member] : entries(app, nullptr)) {
      const ValuePtr copy = child_of(member.value, "copy");
      if (!written(copy)) continue;
      if (const auto source = source_of(copy))
        copies_.emplace(*source, SecretName{app, key});
      else
        findings.push_back(broken({app, key}, kNoSource, copy->at, {}));
    }
  }
}

std::map<SecretName, Rule> Rules::copies_of(const SecretName& name, const ClaimId& claim,
                                            Findings& findings) {
  if (!searched_) find_copies(findings);
  std::map<SecretName, Rule> found;
  std::vector<SecretName> sources = {name};
  while (!sources.empty()) {
    const SecretName source = std::move(sources.back());
    sources.pop_back();
    const auto [begin, end] = copies_.equal_range(source);
    for (auto copy = begin; copy != end; ++copy) {
      if (found.contains(copy->second)) continue;
      const Rule how = rule(copy->second, claim, findings);
      if (how.origin != Rule::Origin::Copied) continue;
      found.emplace(copy->second, how);
      sources.push_back(copy->second);
    }
  }
  return found;
}

}  // namespace pgberth::phalanx
