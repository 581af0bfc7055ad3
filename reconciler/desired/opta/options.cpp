#include "reconciler/desired/opta/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

namespace pgberth::opta {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::optional<StoreKind> store_kind(std::string_view name) {
  for (const StoreKind kind :
       {StoreKind::Kubernetes, StoreKind::Aws, StoreKind::Vault, StoreKind::File})
    if (to_string(kind) == name) return kind;
  return std::nullopt;
}

bool printable(std::string_view text) {
  return !text.empty() &&
         std::ranges::none_of(text, [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
}

class OptionsReader {
 public:
  explicit OptionsReader(Findings& findings) : findings_(findings) {}

  Options read(const ValuePtr& node) {
    Options options;
    if (!mapping(node, "options")) return options;
    for (const Member& member : node->children) read_member(member, options);
    return options;
  }

 private:
  void refuse(const SourcePos& where, std::string what, std::string hint = "") {
    findings_.push_back({.code = Code::BadSettings,
                         .what = std::move(what),
                         .where = where,
                         .hint = std::move(hint)});
  }

  /// False, with a finding unless it is not there at all, when `node` is no mapping.
  bool mapping(const ValuePtr& node, std::string_view name) {
    if (!node || node->is_null()) return false;
    if (!node->is_mapping())
      refuse(node->at,
             quoted(name) + " is " + std::string(to_string(node->kind)) + ", a mapping is wanted");
    return node->is_mapping();
  }

  std::optional<Text> text(const Member& member) {
    if (member.value->kind == Kind::String && printable(member.value->text))
      return Text{.text = member.value->text, .at = member.value->at};
    const bool is_text = member.value->kind == Kind::String;
    refuse(member.value->at, quoted(member.key) + " is " +
                                 (is_text ? "empty or has blanks or control characters"
                                          : std::string(to_string(member.value->kind))) +
                                 ", text is wanted");
    return std::nullopt;
  }

  std::optional<Text> port(const Member& member) {
    const std::string& text = member.value->text;
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool scalar = member.value->kind == Kind::Int || member.value->kind == Kind::String;
    if (scalar && error == std::errc{} && end == text.data() + text.size() && number > 0 &&
        number < 65536)
      return Text{.text = text, .at = member.value->at};
    refuse(member.value->at, "\"port\" is no number from 1 to 65535");
    return std::nullopt;
  }

  void unknown(const Member& member, const std::string& known) {
    refuse(key_position(member), quoted(member.key) + " is no option of this dialect",
           "Known here are: " + known + ".");
  }

  void read_member(const Member& member, Options& options) {
    if (member.value->is_null()) return;
    if (member.key == "environment") {
      if (const auto name = text(member)) {
        options.environment = name->text;
        options.environment_at = name->at;
      }
    } else if (member.key == "cloud") {
      options.cloud = cloud_named(member.value->text);
      options.cloud_at = member.value->at;
      if (!options.cloud)
        refuse(member.value->at, "\"cloud\" is none of aws, gcp, azure and local");
    } else if (member.key == "vars") {
      options.vars = words(member);
    } else if (member.key == "parent") {
      options.parent = words(member);
    } else if (member.key == "modules") {
      if (!mapping(member.value, member.key)) return;
      for (const Member& module : member.value->children)
        options.modules[module.key] = instance(module);
    } else {
      unknown(member, "environment, cloud, vars, parent, modules");
    }
  }

  std::map<std::string, ValuePtr> words(const Member& member) {
    std::map<std::string, ValuePtr> words;
    if (!mapping(member.value, member.key)) return words;
    for (const Member& word : member.value->children) {
      const Kind kind = word.value->kind;
      if (kind == Kind::String || kind == Kind::Int)
        words[word.key] = word.value;
      else
        refuse(word.value->at, quoted(member.key + "." + word.key) + " is " +
                                   std::string(to_string(kind)) + ", text is wanted");
    }
    return words;
  }

  InstanceOptions instance(const Member& module) {
    InstanceOptions options{.at = key_position(module)};
    if (!mapping(module.value, module.key)) return options;
    for (const Member& member : module.value->children) {
      if (member.key == "host")
        options.host = text(member);
      else if (member.key == "port")
        options.port = port(member);
      else if (member.key == "database")
        options.database = text(member);
      else if (member.key == "username")
        options.username = text(member);
      else if (member.key == "password")
        options.password = password(member);
      else
        unknown(member, "host, port, database, username, password");
    }
    return options;
  }

  /// `{file}` and `{variable}` are read by whoever read the settings; only their form counts here.
  std::optional<Source> password(const Member& member) {
    std::set<std::string> keys;
    bool texts = true;
    for (const Member& part : member.value->children) {
      keys.insert(part.key);
      texts = texts && part.value->kind == Kind::String && !part.value->text.empty();
    }
    if (member.value->is_mapping() && texts) {
      if (keys == std::set<std::string>{"file"} || keys == std::set<std::string>{"variable"})
        return Given{member.value->at};
      if (keys == std::set<std::string>{"store", "path", "key"}) return key_ref(member.value);
    }
    // Not a word of what stands there: it may be the password itself.
    refuse(member.value->at,
           "\"password\" is none of {file: …}, {variable: …} and {store: …, path: …, key: …}",
           "A password never stands in settings; say where it is.");
    return std::nullopt;
  }

  std::optional<Source> key_ref(const ValuePtr& node) {
    const std::string store = child_of(node, "store")->text;
    const auto colon = store.find(':');
    const auto kind = store_kind(store.substr(0, colon));
    if (!kind) {
      refuse(child_of(node, "store")->at, quoted(store) + " is no store",
             "Write kubernetes, aws, vault or file, with \":name\" where there are several.");
      return std::nullopt;
    }
    const std::string name = colon == std::string::npos ? "" : store.substr(colon + 1);
    return KeyRef{
        .entry = {.store = {.kind = *kind, .name = name}, .path = child_of(node, "path")->text},
        .key = child_of(node, "key")->text};
  }

  Findings& findings_;
};

}  // namespace

std::optional<Cloud> cloud_named(std::string_view name) {
  if (name == "aws") return Cloud::Aws;
  if (name == "gcp") return Cloud::Gcp;
  if (name == "azure") return Cloud::Azure;
  if (name == "local") return Cloud::Local;
  return std::nullopt;
}

Options options_of(const ValuePtr& node, Findings& findings) {
  return OptionsReader(findings).read(node);
}

}  // namespace pgberth::opta
