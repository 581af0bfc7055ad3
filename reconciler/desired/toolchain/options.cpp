#include "reconciler/desired/toolchain/options.h"

#include "reconciler/text/section.h"

#include <utility>

namespace pgberth::toolchain {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// Takes the options apart and collects what is wrong with them.
class Reader {
 public:
  OptionsRead run(const ValuePtr& node) &&;

 private:
  void refuse(const SourcePos& at, std::string what, std::string hint = "");
  Listed list(Section& section, std::string_view key);
  std::optional<Listed> list_if_said(Section& section, std::string_view key);
  void read_admin(Section section);
  void read_server(Section& section);
  void compare_servers();
  void compare_lists();

  OptionsRead result_{};
};

void Reader::refuse(const SourcePos& at, std::string what, std::string hint) {
  result_.findings.push_back(
      {.code = Code::BadSettings, .what = std::move(what), .where = at, .hint = std::move(hint)});
}

Listed Reader::list(Section& section, std::string_view key) {
  Listed listed;
  for (const ValuePtr& item : section.items(key)) {
    const auto database = database_of(*item);
    if (!database)
      refuse(item->at, database.error().what, database.error().hint);
    else
      listed.emplace(*database, item->at);
  }
  return listed;
}

/// Nothing when the key is not there, or null.
std::optional<Listed> Reader::list_if_said(Section& section, std::string_view key) {
  if (!section.value(key)) return std::nullopt;
  return list(section, key);
}

void Reader::read_admin(Section section) {
  result_.options.administered = list(section, "databases");
  if (const std::string service = section.word("service"); !service.empty())
    result_.options.administrator = ServiceName{service};
  section.finish();
}

void Reader::read_server(Section& section) {
  ServerOption server{.host = {.text = section.needed_word("host"), .at = section.at("host")},
                      .databases = list_if_said(section, "databases")};
  if (const std::string port = section.port("port"); !port.empty())
    server.port = {.text = port, .at = section.at("port")};
  if (const std::string admin = section.word("adminUsername"); !admin.empty())
    server.admin_username = Text{.text = admin, .at = section.at("adminUsername")};
  section.finish();
  if (!server.host.text.empty()) result_.options.servers.push_back(std::move(server));
}

/// A database is on one server, and one server at most takes those that are on no other.
void Reader::compare_servers() {
  Listed taken;
  std::map<std::pair<std::string, std::string>, SourcePos> addresses;
  const ServerOption* rest = nullptr;
  for (const ServerOption& server : result_.options.servers) {
    if (!addresses.try_emplace({server.host.text, server.port.text}, server.host.at).second)
      refuse(server.host.at, "server " + quoted(server.host.text) + " stands twice",
             "Put its databases into one list.");
    if (!server.databases) {
      if (rest != nullptr)
        refuse(server.host.at,
               "two servers have no \"databases\", " + quoted(rest->host.text) + " and " +
                   quoted(server.host.text),
               "One of them at most can take what is on no other.");
      rest = &server;
      continue;
    }
    for (const auto& [database, at] : *server.databases)
      if (!taken.emplace(database, at).second)
        refuse(at, "database " + quoted(database) + " is on two servers");
  }
}

/// A simple database is made in another way, so it stands in no other list of what to make.
void Reader::compare_lists() {
  const Options& options = result_.options;
  for (const auto& [database, at] : options.simple)
    for (const Listed* other : {&options.databases, &options.administered})
      if (const auto found = other->find(database); found != other->end())
        refuse(found->second, "database " + quoted(database) +
                                  " is among \"simpleDatabases\" too, which have other roles");
}

OptionsRead Reader::run(const ValuePtr& node) && {
  Options& options = result_.options;
  Section section(node, "options", result_.findings);
  if (section.one_of("loginNames", {"cluster", "development"}) == "development")
    options.login_names = LoginNames::Development;
  options.locale = section.word("locale");
  options.databases = list(section, "databases");
  options.simple = list(section, "simpleDatabases");
  options.deprecated = list(section, "deprecatedDatabases");
  options.development_only = list(section, "developmentOnly");
  options.allowed = list_if_said(section, "allowed");
  read_admin(section.section("adminDatabases"));
  for (Section& server : section.sections("servers")) read_server(server);
  section.finish();
  compare_servers();
  compare_lists();
  return std::move(result_);
}

}  // namespace

const ServerOption* Options::server_of(const std::string& database) const {
  const ServerOption* rest = nullptr;
  for (const ServerOption& server : servers) {
    if (!server.databases)
      rest = &server;
    else if (server.databases->contains(database))
      return &server;
  }
  return rest;
}

std::string Options::refusal(const std::string& database) const {
  if (deprecated.contains(database)) return "is deprecated";
  if (login_names == LoginNames::Cluster && development_only.contains(database))
    return "is for development only";
  if (allowed && !allowed->contains(database)) return "is not among those allowed here";
  return "";
}

OptionsRead read_options(const ValuePtr& node) {
  return Reader().run(node);
}

}  // namespace pgberth::toolchain
