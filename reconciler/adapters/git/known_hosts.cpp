#include "reconciler/adapters/git/known_hosts.h"

#include "reconciler/adapters/secret_file.h"

#include <libssh2.h>
#include <memory>
#include <sstream>
#include <utility>

namespace pgberth {
namespace {

constexpr std::string_view kRevoked = "@revoked ";

struct EndSession {
  void operator()(LIBSSH2_SESSION* session) const { libssh2_session_free(session); }
};
struct FreeHosts {
  void operator()(LIBSSH2_KNOWNHOSTS* hosts) const { libssh2_knownhost_free(hosts); }
};
using Session = std::unique_ptr<LIBSSH2_SESSION, EndSession>;
using Hosts = std::unique_ptr<LIBSSH2_KNOWNHOSTS, FreeHosts>;

/// The kind of a raw host key is its first field: four bytes of length, then the name.
std::string kind_of(std::string_view key) {
  if (key.size() < 4) return "unknown";
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(key[3]));
  const std::string_view name = key.substr(4, length);
  const bool plain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.@") == std::string_view::npos;
  return plain && !name.empty() ? std::string(name) : "unknown";
}

int mask_of(const std::string& kind) {
  if (kind == "ssh-ed25519") return LIBSSH2_KNOWNHOST_KEY_ED25519;
  if (kind == "ssh-rsa") return LIBSSH2_KNOWNHOST_KEY_SSHRSA;
  if (kind == "ssh-dss") return LIBSSH2_KNOWNHOST_KEY_SSHDSS;
  if (kind == "ecdsa-sha2-nistp256") return LIBSSH2_KNOWNHOST_KEY_ECDSA_256;
  if (kind == "ecdsa-sha2-nistp384") return LIBSSH2_KNOWNHOST_KEY_ECDSA_384;
  if (kind == "ecdsa-sha2-nistp521") return LIBSSH2_KNOWNHOST_KEY_ECDSA_521;
  return LIBSSH2_KNOWNHOST_KEY_UNKNOWN;
}

struct Shown {
  const std::string& host;
  int port;
  std::string_view key;
};

int found(const Hosts& hosts, const Shown& shown, int mask) {
  libssh2_knownhost* match = nullptr;
  return libssh2_knownhost_checkp(
      hosts.get(), shown.host.c_str(), shown.port, shown.key.data(), shown.key.size(),
      LIBSSH2_KNOWNHOST_TYPE_PLAIN | LIBSSH2_KNOWNHOST_KEYENC_RAW | mask, &match);
}

/// Each line on its own, so that one of a form we do not know hides no other.
void add_lines(const std::string& text, const Hosts& known, const Hosts& revoked) {
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool bad = line.starts_with(kRevoked);
    if (line.starts_with('@') && !bad) continue;
    const std::string_view entry = std::string_view(line).substr(bad ? kRevoked.size() : 0);
    libssh2_knownhost_readline(bad ? revoked.get() : known.get(), entry.data(), entry.size(),
                               LIBSSH2_KNOWNHOST_FILE_OPENSSH);
  }
}

Error refused(Code code, const std::string& what, const std::string& hint) {
  return {.code = code, .what = what, .hint = hint};
}

}  // namespace

Result<Done> check_host_key(const std::string& file, const std::string& host, int port,
                            std::string_view key) {
  auto text = read_secret_file({.path = file, .what = "known_hosts file", .code = Code::BadSource});
  if (!text) return std::move(text).error();
  const Session session(libssh2_session_init());
  const Hosts known(session ? libssh2_knownhost_init(session.get()) : nullptr);
  const Hosts revoked(session ? libssh2_knownhost_init(session.get()) : nullptr);
  if (!known || !revoked)
    return refused(Code::SourceFailed, "libssh2 has no memory", "Raise the limit of memory.");
  add_lines(std::string(text->reveal()), known, revoked);

  const std::string kind = kind_of(key);
  const int mask = mask_of(kind);
  const Shown shown{.host = host, .port = port, .key = key};
  const std::string which = "the host key (" + kind + ") of \"" + host + "\" ";
  if (found(revoked, shown, mask) == LIBSSH2_KNOWNHOST_CHECK_MATCH)
    return refused(Code::HostKeyChanged, which + "is revoked in \"" + file + "\"",
                   "Ask the server's owner for the new one.");
  switch (found(known, shown, mask)) {
    case LIBSSH2_KNOWNHOST_CHECK_MATCH:
      return Done{};
    case LIBSSH2_KNOWNHOST_CHECK_MISMATCH:
      return refused(Code::HostKeyChanged, which + "is not the one in \"" + file + "\"",
                     "Ask the server's owner whether it has a new key; until then it may be "
                     "somebody else.");
    default:
      return refused(Code::HostKeyUnknown, which + "is not in \"" + file + "\"",
                     "Add the key of that kind that the server's owner publishes.");
  }
}

}  // namespace pgberth
