#include "reconciler/desired/phalanx/sections.h"

#include "reconciler/base/identifier.h"
#include "reconciler/desired/phalanx/names.h"
#include "reconciler/desired/truth.h"

#include <algorithm>
#include <utility>

namespace pgberth::phalanx {
namespace {

constexpr std::string_view kSuffix = "_db";

class SectionReader {
 public:
  explicit SectionReader(const Member& member)
      : member_(member), section_{.name = member.key, .at = key_position(member)} {}

  Section read() && {
    check_stem();
    if (!member_.value->is_mapping()) {
      tell(Code::WrongType,
           quoted() + " is " + std::string(to_string(member_.value->kind)) +
               ", it must be a mapping of user and db",
           member_.value->at, "Write {user: …, db: …}, or remove it.");
      return std::move(section_);
    }
    for (const Member& each : member_.value->children)
      if (each.key != "user" && each.key != "db")
        tell(Code::DeadKey, "\"" + section_.name + "." + each.key + "\" is read by no chart",
             key_position(each), "Take it out.");
    section_.user = text("user");
    section_.database = text("db");
    check_names();
    return std::move(section_);
  }

 private:
  std::string quoted() const { return "\"" + section_.name + "\""; }

  void tell(Code code, std::string what, const SourcePos& where, std::string hint) {
    section_.findings.push_back(
        {.code = code, .what = std::move(what), .where = where, .hint = std::move(hint)});
  }

  /// The stem becomes part of a key of an entry.
  void check_stem() {
    if (path_part(section_.stem())) return;
    tell(Code::NameInvalid, quoted() + " cannot name a database section", section_.at,
         "Use letters, digits and underscores before \"_db\".");
  }

  std::optional<Text> text(const std::string& key) {
    const ValuePtr value = child_of(member_.value, key);
    const bool empty =
        !value || value->is_null() || (value->kind == Kind::String && value->text.empty());
    if (empty) {
      tell(Code::HalfSection, quoted() + " has no \"" + key + "\"",
           value && value->at.known() ? value->at : section_.at,
           "Complete the section, or remove it.");
      return std::nullopt;
    }
    if (value->kind == Kind::String && value->text.starts_with("ENC[")) {
      tell(Code::EncryptedValue, "\"" + section_.name + "." + key + "\" is encrypted", value->at,
           "Decrypt the file before pgberth reads it.");
      return std::nullopt;
    }
    if (value->kind != Kind::String)
      tell(Code::WrongType,
           "\"" + section_.name + "." + key + "\" is " + std::string(to_string(value->kind)) +
               ", it must be text",
           value->at, "Put it in quotes.");
    if (value->kind == Kind::Mapping || value->kind == Kind::Sequence) return std::nullopt;
    return Text{.text = go_text(value), .at = value->at};
  }

  void check_names() {
    if (section_.user) {
      const auto role = role_name(section_.user->text, section_.user->at);
      if (!role) section_.findings.push_back(finding_of(role.error()));
    }
    if (section_.database) {
      const auto database = database_name(section_.database->text, section_.database->at);
      if (!database) section_.findings.push_back(finding_of(database.error()));
    }
    for (const auto& name : {section_.user, section_.database})
      if (name && !has_error(section_.findings) && !plain_identifier(name->text))
        tell(Code::NotCanonical,
             "\"" + name->text +
                 "\" is used as it is written; Phalanx's own image would fold its "
                 "letters, or fail",
             name->at, "Use lower-case letters, digits and underscores.");
  }

  const Member& member_;
  Section section_;
};

std::vector<Section> read_block(const ValuePtr& block) {
  std::vector<Section> sections;
  if (!block || !block->is_mapping()) return sections;
  for (const Member& member : block->children) {
    const bool named = member.key.size() > kSuffix.size() && member.key.ends_with(kSuffix);
    if (named && truthy(member.value)) sections.push_back(SectionReader(member).read());
  }
  return sections;
}

Finding in_both(const Section& top, const Section& nested) {
  const bool same = top.user == nested.user && top.database == nested.database;
  if (same)
    return {.code = Code::TwoLayouts,
            .what = "\"" + top.name + "\" stands at the top and below \"postgres\"",
            .where = nested.at,
            .hint = "Keep one of them.",
            .also = {top.at}};
  return {.code = Code::ClaimsDisagree,
          .what = "\"" + top.name + "\" stands at the top and below \"postgres\", and they differ",
          .where = nested.at,
          .hint = "Keep one of them.",
          .also = {top.at}};
}

}  // namespace

std::string Section::stem() const {
  return name.substr(0, name.size() - kSuffix.size());
}

std::vector<Section> sections_of(const ValuePtr& values, bool old) {
  std::vector<Section> sections = read_block(values);
  const Member* block = member_of(values, kPostgres);
  std::vector<Section> nested =
      block == nullptr ? std::vector<Section>{} : read_block(block->value);
  const bool both = !sections.empty();
  for (Section& section : nested) {
    const auto same = std::ranges::find(sections, section.name, &Section::name);
    if (same != sections.end()) {
      same->findings.push_back(in_both(*same, section));
      std::ranges::move(section.findings, std::back_inserter(same->findings));
      continue;
    }
    if (both || !old)
      section.findings.push_back(
          {.code = Code::TwoLayouts,
           .what = both ? "sections stand at the top and below \"postgres\""
                        : "\"postgres\" holds sections as an older layout has them",
           .where = key_position(*block),
           .hint = "Move them to the top."});
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace pgberth::phalanx
