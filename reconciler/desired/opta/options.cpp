#include "reconciler/desired/opta/options.h"

#include "reconciler/text/section.h"

#include <set>
#include <utility>

namespace pgberth::opta {
namespace {

std::optional<StoreKind> store_kind(std::string_view name) {
  for (const StoreKind kind :
       {StoreKind::Kubernetes, StoreKind::Aws, StoreKind::Vault, StoreKind::File})
    if (to_string(kind) == name) return kind;
  return std::nullopt;
}

class OptionsReader {
 public:
  explicit OptionsReader(Findings& findings) : findings_(findings) {}

  Options read(const ValuePtr& node) {
    Options options;
    Section section(node, "options", findings_);
    options.environment = section.word("environment");
    options.environment_at = section.at("environment");
    const std::string cloud = section.one_of("cloud", {"", "aws", "gcp", "azure", "local"});
    options.cloud = cloud_named(cloud);
    options.cloud_at = section.at("cloud");
    options.vars = words(section, "vars");
    options.parent = words(section, "parent");
    for (const Member& module : section.members("modules"))
      options.modules[module.key] = instance(module);
    section.finish();
    return options;
  }

 private:
  void refuse(const SourcePos& where, std::string what, std::string hint = "") {
    findings_.push_back({.code = Code::BadSettings,
                         .what = std::move(what),
                         .where = where,
                         .hint = std::move(hint)});
  }

  std::map<std::string, ValuePtr> words(Section& section, std::string_view key) {
    std::map<std::string, ValuePtr> words;
    for (const Member& word : section.members(key)) {
      const Kind kind = word.value->kind;
      if (kind == Kind::String || kind == Kind::Int)
        words[word.key] = word.value;
      else
        refuse(word.value->at, "\"options." + std::string(key) + "." + word.key + "\" is " +
                                   std::string(to_string(kind)) + ", not text");
    }
    return words;
  }

  InstanceOptions instance(const Member& module) {
    InstanceOptions options{.at = key_position(module)};
    Section section(module.value, "options.modules." + module.key, findings_);
    const auto word = [&](std::string_view key) { return text(section, key, section.word(key)); };
    options.host = word("host");
    options.port = text(section, "port", section.port("port"));
    options.database = word("database");
    options.username = word("username");
    if (const ValuePtr password = section.value("password"))
      options.password = password_of(password);
    section.finish();
    return options;
  }

  static std::optional<Text> text(const Section& section, std::string_view key, std::string word) {
    if (word.empty()) return std::nullopt;
    return Text{.text = std::move(word), .at = section.at(key)};
  }

  /// `{file}` and `{variable}` are read by whoever read the settings; only their form counts here.
  std::optional<Source> password_of(const ValuePtr& node) {
    std::set<std::string> keys;
    bool texts = true;
    for (const Member& part : node->children) {
      keys.insert(part.key);
      texts = texts && part.value->kind == Kind::String && !part.value->text.empty();
    }
    if (node->is_mapping() && texts) {
      if (keys == std::set<std::string>{"file"} || keys == std::set<std::string>{"variable"})
        return Given{node->at};
      if (keys == std::set<std::string>{"store", "path", "key"}) return key_ref(node);
    }
    // Not a word of what stands there: it may be the password itself.
    refuse(node->at,
           "\"password\" is none of {file: …}, {variable: …} and {store: …, path: …, key: …}",
           "A password never stands in settings; say where it is.");
    return std::nullopt;
  }

  std::optional<Source> key_ref(const ValuePtr& node) {
    const std::string store = child_of(node, "store")->text;
    const auto colon = store.find(':');
    const auto kind = store_kind(store.substr(0, colon));
    if (!kind) {
      refuse(child_of(node, "store")->at, "\"" + store + "\" is no store",
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
