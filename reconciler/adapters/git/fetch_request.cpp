#include "reconciler/adapters/git/fetch_request.h"

#include <nlohmann/json.hpp>

namespace pgberth {
namespace {

using Json = nlohmann::json;

Error not_understood(const std::string& whose) {
  return {.code = Code::SourceFailed,
          .what = "the process that talks to the git server " + whose,
          .hint = "Try again; if it stays, tell the maintainers."};
}

/// Text of a server may be anything.
std::string printed(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Code known_code(int number) {
  const auto code = code_of(std::to_string(number));
  return code ? *code : Code::SourceFailed;
}

}  // namespace

std::string to_json(const FetchRequest& request) {
  const MirrorSettings& settings = request.settings;
  return printed({{"url", settings.url},
                  {"folder", settings.folder},
                  {"ref", settings.ref},
                  {"username", settings.credentials.username},
                  {"passwordFile", settings.credentials.password_file},
                  {"keyFile", settings.credentials.key_file},
                  {"passphraseFile", settings.credentials.passphrase_file},
                  {"knownHostsFile", settings.credentials.known_hosts_file},
                  {"received", settings.limits.received},
                  {"objects", settings.limits.objects},
                  {"memory", settings.limits.memory},
                  {"caFile", settings.ca_file},
                  {"proxy", settings.proxy},
                  {"allowInsecure", settings.allow_insecure},
                  {"parent", request.parent},
                  {"damaged", request.damaged}});
}

Result<FetchRequest> request_of(const std::string& json) {
  try {
    const Json read = Json::parse(json);
    return FetchRequest{.settings = {.url = read.at("url"),
                                     .folder = read.at("folder"),
                                     .ref = read.at("ref"),
                                     .credentials = {.username = read.at("username"),
                                                     .password_file = read.at("passwordFile"),
                                                     .key_file = read.at("keyFile"),
                                                     .passphrase_file = read.at("passphraseFile"),
                                                     .known_hosts_file = read.at("knownHostsFile")},
                                     .limits = {.received = read.at("received"),
                                                .objects = read.at("objects"),
                                                .memory = read.at("memory")},
                                     .ca_file = read.at("caFile"),
                                     .proxy = read.at("proxy"),
                                     .allow_insecure = read.at("allowInsecure")},
                        .parent = read.at("parent"),
                        .damaged = read.at("damaged")};
  } catch (const Json::exception&) {
    return not_understood("was asked what it does not understand");
  }
}

std::string to_json(const Result<Fetched>& answer) {
  if (answer)
    return printed({{"commit", answer->commit},
                    {"clone", answer->clone},
                    {"before", answer->before},
                    {"rewritten", answer->rewritten},
                    {"rebuilt", answer->rebuilt}});
  const Error& error = answer.error();
  return printed({{"code", static_cast<int>(error.code)},
                  {"what", error.what},
                  {"context", error.context},
                  {"hint", error.hint}});
}

Result<Fetched> answer_of(const std::string& json) {
  try {
    const Json read = Json::parse(json);
    if (!read.contains("code"))
      return Fetched{.commit = read.at("commit"),
                     .clone = read.at("clone"),
                     .before = read.at("before"),
                     .rewritten = read.at("rewritten"),
                     .rebuilt = read.at("rebuilt")};
    return Error{.code = known_code(read.at("code")),
                 .what = read.at("what"),
                 .context = read.at("context"),
                 .hint = read.at("hint")};
  } catch (const Json::exception&) {
    return not_understood("gave an answer that nobody understands");
  }
}

}  // namespace pgberth
