#include "reconciler/desired/toolchain/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

namespace pgberth::toolchain {
namespace {

constexpr std::array<std::string_view, 9> kKeys{
    "adminDatabases", "allowed",    "databases", "deprecatedDatabases", "developmentOnly",
    "locale",         "loginNames", "servers",   "simpleDatabases"};
constexpr int kHighestPort = 65535;
constexpr std::array<std::string_view, 2> kAdminKeys{"databases", "service"};
constexpr std::array<std::string_view, 4> kServerKeys{"adminUsername", "databases", "host", "port"};

/// Takes the options apart and collects what is wrong with them.
class Reader {
 public:
  OptionsRead run(const ValuePtr& node) &&;

 private:
  void refuse(const SourcePos& at, std::string what, std::string hint = "");
  bool mapping(const ValuePtr& node, std::string_view name, std::span<const std::string_view> keys);
  std::optional<Listed> list(const ValuePtr& parent, std::string_view key);
  std::optional<Text> text(const ValuePtr& parent, std::string_view key);
  void read_login_names(const ValuePtr& node);
  void read_admin(const ValuePtr& node);
  void read_servers(const ValuePtr& node);
  void read_server(const ValuePtr& node);
  Text port_of(const ValuePtr& node);
  void compare_servers();
  void compare_lists();

  OptionsRead result_{};
};

void Reader::refuse(const SourcePos& at, std::string what, std::string hint) {
  result_.findings.push_back(
      {.code = Code::BadSettings, .what = std::move(what), .where = at, .hint = std::move(hint)});
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

bool Reader::mapping(const ValuePtr& node, std::string_view name,
                     std::span<const std::string_view> keys) {
  if (!node->is_mapping()) {
    refuse(node->at,
           quoted(name) + " is " + std::string(to_string(node->kind)) + ", a mapping is wanted");
    return false;
  }
  std::string known;
  for (const std::string_view key : keys) known += (known.empty() ? "" : ", ") + std::string(key);
  for (const Member& member : node->children)
    if (std::ranges::find(keys, member.key) == keys.end()) {
      const SourcePos at = key_position(member);
      refuse(at.known() ? at : node->at, quoted(member.key) + " is not known in " + quoted(name),
             "Known are: " + known + ".");
    }
  return true;
}

/// Nothing when the key is not there, or null.
std::optional<Listed> Reader::list(const ValuePtr& parent, std::string_view key) {
  const ValuePtr node = child_of(parent, key);
  if (!node || node->is_null()) return std::nullopt;
  Listed listed;
  if (node->kind != Kind::Sequence) {
    refuse(node->at,
           quoted(key) + " is " + std::string(to_string(node->kind)) + ", a list is wanted");
    return listed;
  }
  for (const Member& item : node->children) {
    const auto database = database_of(*item.value);
    if (!database)
      refuse(item.value->at, database.error().what, database.error().hint);
    else
      listed.emplace(*database, item.value->at);
  }
  return listed;
}

std::optional<Text> Reader::text(const ValuePtr& parent, std::string_view key) {
  const ValuePtr node = child_of(parent, key);
  if (!node || node->is_null()) return std::nullopt;
  if (node->kind != Kind::String || node->text.empty()) {
    refuse(node->at, quoted(key) + " is " +
                         (node->kind == Kind::String ? std::string("empty")
                                                     : std::string(to_string(node->kind))) +
                         ", text is wanted");
    return std::nullopt;
  }
  return Text{.text = node->text, .at = node->at};
}

void Reader::read_login_names(const ValuePtr& node) {
  const auto names = text(node, "loginNames");
  if (!names) return;
  if (names->text == "development")
    result_.options.login_names = LoginNames::Development;
  else if (names->text != "cluster")
    refuse(names->at, "\"loginNames\" is " + quoted(names->text) +
                          ", \"cluster\" or \"development\" is wanted");
}

void Reader::read_admin(const ValuePtr& node) {
  const ValuePtr admin = child_of(node, "adminDatabases");
  if (!admin || admin->is_null() || !mapping(admin, "adminDatabases", kAdminKeys)) return;
  result_.options.administered = list(admin, "databases").value_or(Listed{});
  if (const auto service = text(admin, "service"))
    result_.options.administrator = ServiceName{service->text};
}

Text Reader::port_of(const ValuePtr& node) {
  const ValuePtr port = child_of(node, "port");
  if (!port || port->is_null()) return {.text = "5432"};
  int number = 0;
  const char* end = port->text.data() + port->text.size();
  const auto [rest, failed] = std::from_chars(port->text.data(), end, number);
  const bool scalar = port->kind == Kind::Int || port->kind == Kind::String;
  if (!scalar || failed != std::errc{} || rest != end || number < 1 || number > kHighestPort) {
    refuse(port->at, "\"port\" is no number from 1 to 65535");
    return {.text = "5432"};
  }
  return {.text = std::to_string(number), .at = port->at};
}

void Reader::read_server(const ValuePtr& node) {
  if (!mapping(node, "servers", kServerKeys)) return;
  const auto host = text(node, "host");
  if (!host) {
    if (!child_of(node, "host")) refuse(node->at, "a server has no \"host\"");
    return;
  }
  result_.options.servers.push_back({.host = *host,
                                     .port = port_of(node),
                                     .admin_username = text(node, "adminUsername"),
                                     .databases = list(node, "databases")});
}

void Reader::read_servers(const ValuePtr& node) {
  const ValuePtr servers = child_of(node, "servers");
  if (!servers || servers->is_null()) return;
  if (servers->kind != Kind::Sequence) {
    refuse(servers->at,
           "\"servers\" is " + std::string(to_string(servers->kind)) + ", a list is wanted");
    return;
  }
  for (const Member& server : servers->children) read_server(server.value);
  compare_servers();
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
  if (!node || node->is_null() || !mapping(node, "options", kKeys)) return std::move(result_);
  Options& options = result_.options;
  read_login_names(node);
  if (const auto locale = text(node, "locale")) options.locale = locale->text;
  options.databases = list(node, "databases").value_or(Listed{});
  options.simple = list(node, "simpleDatabases").value_or(Listed{});
  options.deprecated = list(node, "deprecatedDatabases").value_or(Listed{});
  options.development_only = list(node, "developmentOnly").value_or(Listed{});
  options.allowed = list(node, "allowed");
  read_admin(node);
  read_servers(node);
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
