#include "reconciler/desired/opta/instance.h"

#include "reconciler/base/identifier.h"

#include <utility>

namespace pgberth::opta {
namespace {

constexpr std::string_view kOriginal = "UNKNOWN_SEE_ORIGINAL_DB";
constexpr std::string_view kPrimary = "UNKNOWN_SEE_PRIMARY_DB";
constexpr const char* kRestored = "restore_from_snapshot";
constexpr const char* kJoined = "existing_global_database_id";
constexpr const char* kNamed = "database_name";
constexpr const char* kFirst = "create_global_database";

/// What Terraform calls user and database; "" where it draws the name.
struct Names {
  const char* username;
  const char* database;
};

Names names_on(Cloud cloud) {
  switch (cloud) {
    case Cloud::Aws:
      return {.username = "postgres", .database = "app"};
    case Cloud::Gcp:
      return {.username = "postgres", .database = ""};
    case Cloud::Azure:
      return {.username = "", .database = "main"};
    case Cloud::Local:
      break;
  }
  return {.username = "postgres", .database = "appdb"};
}

class InstanceReader {
 public:
  InstanceReader(const Module& module, const Layer& layer, const Options& options,
                 GivenSecrets& given)
      : module_(module), layer_(layer), options_(options), given_(given) {
    instance_.name = layer.name + "." + module.name;
    instance_.findings = module.findings;
    const auto own = options.modules.find(instance_.name);
    if (own != options.modules.end()) own_ = own->second;
  }

  Instance read() && {
    cloud_ = cloud();
    const ValuePtr restored = set(kRestored);
    const ValuePtr joined = set(kJoined);
    check_conflicts(restored, joined);
    if (joined)
      instance_.sentinel = kPrimary;
    else if (restored)
      instance_.sentinel = kOriginal;
    const auto database = database_in_values();
    tell_dead(joined || restored);
    put_address();
    if (joined || restored)
      put_foreign(joined ? joined->at : restored->at);
    else
      put_own(database);
    check_names();
    check_delivery();
    return std::move(instance_);
  }

 private:
  void tell(Finding finding) { instance_.findings.push_back(std::move(finding)); }

  ValuePtr value(std::string_view key) const { return child_of(module_.node, key); }

  /// The value of an input that is set at all: whatever is not null counts, so that what cannot be
  /// understood is never taken for "not restored".
  ValuePtr set(const char* key) {
    ValuePtr node = value(key);
    if (!node || node->is_null()) return nullptr;
    used_text(node, key, layer_.words, instance_.findings);
    return node;
  }

  Cloud cloud() {
    if (module_.type.starts_with("aws-")) return Cloud::Aws;
    if (module_.type.starts_with("gcp-")) return Cloud::Gcp;
    if (module_.type.starts_with("azure-")) return Cloud::Azure;
    if (module_.type.starts_with("local-")) return Cloud::Local;
    if (layer_.cloud && options_.cloud && *layer_.cloud != *options_.cloud)
      tell({.code = Code::BadSettings,
            .what = "option \"cloud\" is another one than the providers of the environment",
            .where = options_.cloud_at,
            .hint = "Leave it out; the providers say it.",
            .also = {module_.at}});
    if (layer_.cloud) return *layer_.cloud;
    if (options_.cloud) return *options_.cloud;
    if (!(own_.database && own_.username) && !has_aws_input())
      tell({.code = Code::NotCanonical,
            .what = "\"" + module_.type + "\" is taken for \"aws-postgres\": no file that is " +
                    "listed says on which cloud",
            .where = module_.at,
            .hint = "List the environment's own file too, or set the option \"cloud\"."});
    return Cloud::Aws;
  }

  /// Inputs that no other cloud's module has.
  bool has_aws_input() const {
    for (const char* key : {kRestored, kJoined, kNamed, kFirst})
      if (const ValuePtr node = value(key); node && !node->is_null()) return true;
    return false;
  }

  void check_conflicts(const ValuePtr& restored, const ValuePtr& joined) {
    if (!joined) return;
    const auto refuse = [&](const char* key, const ValuePtr& other) {
      tell({.code = Code::ClaimsDisagree,
            .what = "\"" + std::string(kJoined) + "\" and \"" + key +
                    "\" exclude each other: a joined instance has what its primary has",
            .where = other->at,
            .hint = "Keep one of the two.",
            .also = {joined->at}});
    };
    if (restored) refuse(kRestored, restored);
    if (const ValuePtr named = value(kNamed); named && !named->is_null()) refuse(kNamed, named);
    const ValuePtr first = value(kFirst);
    if (first && !first->is_null() && !(first->kind == Kind::Bool && is_false(first->text)))
      refuse(kFirst, first);
  }

  static bool is_false(const std::string& text) {
    return text == "false" || text == "False" || text == "FALSE" || text == "no" || text == "No" ||
           text == "NO" || text == "off" || text == "Off" || text == "OFF" || text == "n" ||
           text == "N";
  }

  std::optional<Text> database_in_values() {
    return used_text(value(kNamed), kNamed, layer_.words, instance_.findings);
  }

  void tell_dead(bool foreign) {
    const auto dead = [&](std::string_view key, const std::string& why) {
      const ValuePtr node = value(key);
      if (node && !node->is_null())
        tell({.code = Code::DeadKey,
              .what = "\"" + std::string(key) + "\" is not read: " + why,
              .where = node->at});
    };
    dead("db_name", "the input is called \"database_name\"");
    if (cloud_ != Cloud::Aws)
      dead(kNamed, "only aws-postgres has this input");
    else if (foreign && !value(kJoined))
      dead(kNamed, "a snapshot has its own database");
  }

  void put_address() {
    const Text port = own_.port.value_or(Text{.text = "5432"});
    instance_.credential[Field::Port] = port;
    instance_.admin[Field::Port] = port;
    instance_.credential[Field::Host] = own_.host ? Source(*own_.host) : Source(Stored{});
    if (own_.host) instance_.admin[Field::Host] = *own_.host;
  }

  void put(Field field, const std::optional<Text>& operators, const std::optional<Text>& values) {
    const std::optional<Text>& text = operators ? operators : values;
    instance_.credential[field] = text && !text->text.empty() ? Source(*text) : Source(Stored{});
  }

  void put_own(const std::optional<Text>& database) {
    const Names names = names_on(cloud_);
    const ValuePtr asked = cloud_ == Cloud::Aws ? value(kNamed) : nullptr;
    const bool named = asked && !asked->is_null() && database;
    Text fallback{.text = names.database, .at = module_.at};
    if (asked && !asked->is_null()) fallback.text.clear();  // It is told, and not understood.
    if (named && database->text.empty())
      tell(finding_of(database_name(database->text, database->at).error()));
    if (named && own_.database && own_.database->text != database->text)
      tell({.code = Code::BadSettings,
            .what = "option \"database\" is \"" + own_.database->text + "\", the values say \"" +
                    database->text + "\"",
            .where = own_.database->at,
            .hint = "Leave the option out; the values say it.",
            .also = {database->at}});
    put(Field::Database, own_.database, named ? *database : fallback);
    put(Field::Username, own_.username, Text{.text = names.username, .at = module_.at});
    instance_.given = own_.password.has_value();
    instance_.credential[Field::Password] = own_.password.value_or(Stored{});
    if (own_.password || cloud_ != Cloud::Local) return;
    given_.try_emplace(module_.at, std::string_view("pgpassword"));  // In the open, in its chart.
    instance_.credential[Field::Password] = Given{module_.at};
    instance_.given = true;
  }

  /// All three or none from the operator: half of it is no credential.
  void put_foreign(const SourcePos& at) {
    const bool all = own_.database && own_.username && own_.password;
    put(Field::Database, own_.database, std::nullopt);
    put(Field::Username, own_.username, std::nullopt);
    if (all) {
      instance_.sentinel.clear();
      instance_.given = true;
      instance_.credential[Field::Password] = *own_.password;
      return;
    }
    const std::string stands = "\"" + instance_.sentinel + "\"";
    if (own_.database || own_.username || own_.password)
      tell({.code = Code::HalfSection,
            .what = "the credential of \"" + instance_.name + "\" is only told in part",
            .where = own_.at,
            .hint = "Give database, username and password of the original or primary."});
    tell({.code = Code::Sentinel,
          .what = "module \"" + module_.name + "\" needs the credentials of its " +
                  (instance_.sentinel == kPrimary ? "primary" : "original") + " database, " +
                  stands + " stands for them",
          .where = at,
          .hint = "Give database, username and password in the options under modules, \"" +
                  instance_.name + "\", or keep them in manual-secrets."});
    instance_.credential[Field::Database] = Stored{};
    instance_.credential[Field::Username] = Stored{};
    instance_.credential[Field::Password] = Given{at};
    given_.try_emplace(at, std::string_view(instance_.sentinel));
  }

  /// Nothing is created under these names, so the reserved ones are as good as others.
  void check_names() {
    const auto check = [&](const Text* text, auto name_of) {
      if (text == nullptr) return;
      const auto name = name_of(text->text, text->at.known() ? text->at : module_.at);
      if (!name && name.error().code != Code::NameReserved) tell(finding_of(name.error()));
    };
    check(text_of(instance_.credential, Field::Database), database_name);
    check(text_of(instance_.credential, Field::Username), role_name);
  }

  void check_delivery() {
    const Document& credential = instance_.credential;
    std::string lacking;
    for (const Field field : {Field::Host, Field::Database, Field::Username}) {
      const bool stands_for = field != Field::Host && !instance_.sentinel.empty();
      if (!stands_for && text_of(credential, field) == nullptr)
        lacking += (lacking.empty() ? "" : ", ") + std::string(to_string(field));
    }
    instance_.deliverable = lacking.empty();
    if (own_.password && !instance_.deliverable && instance_.sentinel.empty() &&
        !has_error(instance_.findings))
      tell({.code = Code::HalfSection,
            .what = "the operator gives a password for \"" + instance_.name + "\", and nobody " +
                    "says its " + lacking,
            .where = own_.at,
            .hint = "Give it in the same options."});
  }

  const Module& module_;
  const Layer& layer_;
  const Options& options_;
  GivenSecrets& given_;
  InstanceOptions own_{};
  Cloud cloud_ = Cloud::Aws;
  Instance instance_{};
};

}  // namespace

Instance instance_of(const Module& module, const Layer& layer, const Options& options,
                     GivenSecrets& given) {
  return InstanceReader(module, layer, options, given).read();
}

}  // namespace pgberth::opta
