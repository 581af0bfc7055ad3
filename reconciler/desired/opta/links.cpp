#include "reconciler/desired/opta/links.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace pgberth::opta {
namespace {

constexpr std::size_t kLongestKey = 253;

struct LinkField {
  std::string_view word;
  Field field;
};
constexpr std::array<LinkField, 4> kFields{{{"db_user", Field::Username},
                                            {"db_host", Field::Host},
                                            {"db_name", Field::Database},
                                            {"db_password", Field::Password}}};
constexpr const char* kFour = "db_user, db_host, db_name, db_password";
constexpr const char* kForms =
    "Write \"- db\", or \"- db: [{db_user: A, db_host: B, db_name: C, db_password: D}]\" with all "
    "four fields.";

bool fits_a_key(std::string_view text) {
  return !text.empty() && text.size() <= kLongestKey && text != "." && text != ".." &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

class LinksReader {
 public:
  LinksReader(const Module& service, const Layer& layer) : service_(service), layer_(layer) {}

  Links read() && {
    const Member* list = member_of(service_.node, "links");
    if (list == nullptr) return {};
    if (list->value->kind != Kind::Sequence) {
      refuse(list->value->is_null() ? key_position(*list) : list->value->at,
             "\"links\" of \"" + service_.name + "\" is " +
                 std::string(to_string(list->value->kind)) + ", a list of modules is wanted");
      return std::move(links_);
    }
    for (const Member& item : list->value->children) read_item(item.value);
    return std::move(links_);
  }

 private:
  void refuse(const SourcePos& where, std::string what) {
    links_.findings.push_back(
        {.code = Code::LinkRefused, .what = std::move(what), .where = where, .hint = kForms});
  }

  std::ptrdiff_t errors() const {
    return std::ranges::count(links_.findings, Severity::Error, &Finding::severity);
  }

  void read_item(const ValuePtr& item) {
    if (is_text(*item)) {
      if (const Module* module = target(item, item->text, item->at); module != nullptr)
        accept(*module, item->at, {});
      return;
    }
    if (!item->is_mapping()) {
      refuse(item->at, "a link is " + std::string(to_string(item->kind)) +
                           ", the name of a module is wanted");
      return;
    }
    if (item->children.size() != 1) {
      read_crowd(item);
      return;
    }
    const Member& member = item->children.front();
    const Module* module = target(item, member.key, key_position(member));
    if (module != nullptr) read_named(*module, member);
  }

  /// An item with no name or several: other modules' links are not judged.
  void read_crowd(const ValuePtr& item) {
    const bool others =
        !item->children.empty() && std::ranges::all_of(item->children, [&](const Member& member) {
          const Module* module = module_named(member.key);
          return module != nullptr && !is_postgres(module->type);
        });
    if (others) return;
    refuse(item->at, item->children.empty()
                         ? "a link is an empty mapping, the name of a module is wanted"
                         : "a link names several modules in one item: \"" + item->children[0].key +
                               "\", \"" + item->children[1].key + "\"");
    for (const Member& member : item->children)
      if (const Module* module = module_named(member.key);
          module != nullptr && is_postgres(module->type))
        links_.to_postgres.push_back({.module = module, .at = key_position(member)});
  }

  const Module* module_named(std::string_view name) const {
    const auto found = std::ranges::find(layer_.modules, name, &Module::name);
    return found == layer_.modules.end() ? nullptr : &*found;
  }

  /// The postgres module that is meant; nullptr for other modules, and with a finding for none.
  const Module* target(const ValuePtr& item, const std::string& name, const SourcePos& at) {
    const Filled filled = fill(name, layer_.words);
    if (!filled.unresolved.empty()) {
      links_.findings.push_back({.code = Code::Unresolved,
                                 .what = "a link has a placeholder that cannot be resolved: \"" +
                                         filled.unresolved + "\"",
                                 .where = item->at,
                                 .hint = "Write the module's name."});
      return nullptr;
    }
    const Module* module = module_named(filled.text);
    if (module == nullptr) {
      refuse(at, "link \"" + filled.text + "\" names no module of this file");
      return nullptr;
    }
    return is_postgres(module->type) ? module : nullptr;
  }

  void accept(const Module& module, const SourcePos& at, std::map<Field, std::string> names) {
    const bool renamed = !names.empty();
    if (!renamed)
      for (const auto& [word, field] : kFields)
        names[field] = module.name + "_" + std::string(word);
    links_.to_postgres.push_back(
        {.module = &module, .at = at, .names = std::move(names), .renamed = renamed});
  }

  void read_named(const Module& module, const Member& member) {
    const ValuePtr& value = member.value;
    const SourcePos at = key_position(member);
    std::map<Field, std::string> names;
    if (value->kind != Kind::Sequence)
      refuse(at, "link \"" + module.name + "\" has " + std::string(to_string(value->kind)) +
                     " after it, a list is wanted; it may hold one mapping that renames " + kFour);
    else if (value->children.empty())
      return accept(module, at, {});
    else if (value->children.size() > 1)
      refuse(at, "link \"" + module.name + "\" has a list of " +
                     std::to_string(value->children.size()) +
                     ", only one mapping may be in it, which renames " + kFour +
                     "; a database takes no permissions");
    else if (!value->children.front().value->is_mapping())
      refuse(value->children.front().value->at,
             "link \"" + module.name + "\" asks for " +
                 std::string(to_string(value->children.front().value->kind)) +
                 ", a mapping is wanted that renames " + kFour +
                 "; a database takes no permissions");
    else
      names = renamed(module, value->children.front().value);
    if (names.empty())
      links_.to_postgres.push_back({.module = &module, .at = at});
    else
      accept(module, at, std::move(names));
  }

  /// The four names of a rename mapping; empty, with findings, when they are not four good ones.
  std::map<Field, std::string> renamed(const Module& module, const ValuePtr& map) {
    const auto before = errors();
    std::map<Field, std::string> names;
    std::set<std::string> taken;
    const std::string of = " of link \"" + module.name + "\"";
    for (const Member& member : map->children) {
      const auto known = std::ranges::find(kFields, member.key, &LinkField::word);
      if (known == kFields.end()) {
        refuse(key_position(member), "\"" + member.key + "\"" + of +
                                         " is no field that can be renamed, these are " + kFour);
        continue;
      }
      const auto alias = alias_of(member, of);
      if (!alias) continue;
      if (!taken.insert(*alias).second)
        refuse(member.value->at, "\"" + *alias + "\"" + of + " stands for two of " + kFour);
      names[known->field] = *alias;
    }
    std::string lacking;
    for (const auto& [word, field] : kFields)
      if (member_of(map, word) == nullptr)
        lacking += (lacking.empty() ? "" : ", ") + std::string(word);
    if (!lacking.empty())
      refuse(map->at, "the renaming" + of + " lacks " + lacking + "; it needs all of " + kFour);
    if (errors() != before) names.clear();
    return names;
  }

  std::optional<std::string> alias_of(const Member& member, const std::string& of) {
    const ValuePtr& value = member.value;
    if (!is_text(*value)) {
      refuse(
          value->at,
          "\"" + member.key + "\"" + of + " is renamed to " + std::string(to_string(value->kind)) +
              ", text is wanted for each of " + kFour +
              (value->kind == Kind::Bool || value->kind == Kind::Int ? "; put it in quotes" : ""));
      return std::nullopt;
    }
    const auto text = used_text(value, member.key, layer_.words, links_.findings);
    if (!text) return std::nullopt;
    if (fits_a_key(text->text)) return text->text;
    refuse(value->at, "\"" + text->text + "\"" + of +
                          " cannot be the name of a variable and key; each of " + kFour +
                          " needs letters, digits, \"_\", \"-\" or \".\"");
    return std::nullopt;
  }

  const Module& service_;
  const Layer& layer_;
  Links links_{};
};

}  // namespace

Links links_of(const Module& service, const Layer& layer) {
  return LinksReader(service, layer).read();
}

}  // namespace pgberth::opta
