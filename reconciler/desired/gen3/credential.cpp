#include "reconciler/desired/gen3/credential.h"

#include "reconciler/base/identifier.h"
#include "reconciler/desired/gen3/texts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace pgberth::gen3 {
namespace {

/// Longer than the chart's 20, and still without a character that needs escaping: 190 bits.
constexpr Generated kPassword{.alphabet = Alphabet::AlphaNumeric, .length = 32};

Text name_of(Fields& fields, std::string_view path, const EnvironmentSettings& settings) {
  if (auto text = strict_text(fields, path)) return *std::move(text);
  const Service& service = fields.service();
  return {.text = service.name + "_" + settings.release, .at = service.at};
}

void check(Fields& fields, const std::optional<Error>& error) {
  if (error) fields.findings().push_back(finding_of(*error));
}

template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error());
}

/// The bundled server. The charts name it in two ways, with the namespace in a local Secret and
/// without in what is pushed. Where a credential goes to both places there is one document all the
/// same, with the longer name: it is found from every namespace.
Text bundled_host(const Fields& fields, const CredentialContext& context) {
  const bool local = context.mode == Mode::Local || context.mode == Mode::PushAndLocal;
  const bool with_namespace = local && context.facts.dev_host_with_namespace;
  return {.text = context.settings.release + "-postgresql" +
                  (with_namespace ? "." + context.settings.name_space() : ""),
          .at = fields.where("global.dev")};
}

/// The host where there is none in the values: the charts write an empty one, or stop. The
/// documented push configuration, at which they stop, has it in the master secret alone.
std::optional<Source> missing_host(Fields& fields, const CredentialContext& context,
                                   const ValuePtr& seen) {
  if (context.admin.contains(Field::Host)) {
    fields.refuse(Code::NoHost, "global.postgres.externalSecret",
                  "alone says where the server is: the charts would not look there for the "
                  "services' host, pgberth does",
                  "Set global.postgres.master.host too, so that both agree.");
    return FromAdmin{Field::Host};
  }
  const bool empty_text = seen && seen->kind == Kind::String;
  fields.refuse(empty_text ? Code::NoHost : Code::HelmRefuses, "global.postgres.master.host",
                empty_text ? "is empty, and so is the service's own host"
                           : "is not set, and neither is the service's own host",
                "Set global.postgres.master.host.");
  return std::nullopt;
}

std::optional<Source> host_of(Fields& fields, const CredentialContext& context) {
  if (flag(fields, "global.dev")) return bundled_host(fields, context);
  const ValuePtr master = fields.get("global.postgres.master.host");
  if (auto own = strict_text(fields, "postgres.host")) return *std::move(own);
  if (auto text = strict_text(fields, "global.postgres.master.host")) return *std::move(text);
  return missing_host(fields, context, master);
}

/// Digits only: the charts take any text here, but no client would.
bool is_port(const std::string& text) {
  return text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Source> port_of(Fields& fields) {
  const auto port = strict_text(fields, "postgres.port");
  if (!port) {
    fields.refuse(Code::HelmRefuses, "postgres.port", "is empty", "Give the port in quotes.");
    return std::nullopt;
  }
  if (!is_port(port->text))
    fields.refuse(Code::WrongType, "postgres.port", "is no port number",
                  "Give a number from 1 to 65535, in quotes.");
  return *port;
}

}  // namespace

Document credential_of(Fields& fields, const CredentialContext& context, GivenSecrets& given) {
  if (context.mode == Mode::Pull || context.mode == Mode::Unserved)
    return {{Field::Database, Stored{}},
            {Field::Username, Stored{}},
            {Field::Password, Stored{}},
            {Field::Host, Stored{}},
            {Field::Port, Stored{}}};
  const Text database = name_of(fields, "postgres.database", context.settings);
  const Text username = name_of(fields, "postgres.username", context.settings);
  check(fields, error_of(database_name(database.text, database.at)));
  check(fields, error_of(role_name(username.text, username.at)));
  Document credential{
      {Field::Database, database}, {Field::Username, username}, {Field::Password, kPassword}};
  if (const auto password = secret(fields, "postgres.password", given))
    credential.insert_or_assign(Field::Password, *password);
  if (auto host = host_of(fields, context))
    credential.insert_or_assign(Field::Host, *std::move(host));
  if (auto port = port_of(fields)) credential.insert_or_assign(Field::Port, *std::move(port));
  return credential;
}

}  // namespace pgberth::gen3
