#include "reconciler/adapters/git/remote_failure.h"

#include "reconciler/adapters/git/git_objects.h"

#include <git2.h>

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace pgberth {
namespace {

constexpr std::size_t kLongestReason = 300;

/// A server may write what it likes into it, and at any length.
std::string reason() {
  std::string text = git_message();
  if (text.size() > kLongestReason) text = text.substr(0, kLongestReason) + "…";
  return text;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts)
    if (text.find(part) != std::string_view::npos) return true;
  return false;
}

std::string megabytes(std::size_t bytes) {
  return std::to_string(bytes >> 20u) + " MiB";
}

/// Whether it is our own disk that failed. Names of temporary files are in such texts, and those
/// change with each try.
bool is_own_disk(const MirrorSettings& settings, int kind, std::string_view text) {
  if (kind != GIT_ERROR_OS && kind != GIT_ERROR_INDEXER && kind != GIT_ERROR_ODB) return false;
  return has_any(text, {"No space left", "Disk quota", "Read-only file system", settings.folder});
}

Error own_disk(const MirrorSettings& settings, const std::string& text) {
  const std::size_t why = text.rfind(": ");
  return {.code = Code::BadSource,
          .what = "the clone in " + in_quotes(settings.folder) + " cannot be written" +
                  (why == std::string::npos ? "" : text.substr(why)),
          .hint = "Make room for it, and let it be written."};
}

}  // namespace

Error credentials_refused(const MirrorSettings& settings) {
  const GitCredentials& credentials = settings.credentials;
  const std::string file =
      credentials.password_file.empty() ? credentials.key_file : credentials.password_file;
  if (file.empty())
    return {.code = Code::SourceAuth,
            .what = in_quotes(settings.url) + " wants credentials, and there are none",
            .hint = "Name a file with a token; a repository that is not there looks the same."};
  return {.code = Code::SourceAuth,
          .what = in_quotes(settings.url) + " refuses the credentials of " + in_quotes(file),
          .hint = "Look whether they have expired and may read the repository."};
}

Error certificate_refused(const std::string& host) {
  return {.code = Code::SourceCertificate,
          .what = "the certificate of " + in_quotes(host) + " is not trusted: " + reason(),
          .hint = "Name the file with your own authority's certificate, or mend the server's."};
}

Error too_many_bytes(const MirrorSettings& settings) {
  return {.code = Code::SourceTooLarge,
          .what = in_quotes(settings.url) + " sends more than " +
                  std::to_string(settings.limits.received) + " bytes",
          .hint = "Keep values in a repository of their own, or raise the limit."};
}

Error too_much_memory(const MirrorSettings& settings) {
  return {.code = Code::SourceTooLarge,
          .what = in_quotes(settings.url) + " needs more memory than the " +
                  megabytes(settings.limits.memory) + " that a pull may use",
          .hint = "Keep values in a repository of their own, or raise the limit."};
}

Error remote_failure(const MirrorSettings& settings, int failed) {
  const git_error* error = git_error_last();
  const int kind = error == nullptr ? GIT_ERROR_NONE : error->klass;
  const std::string text = reason();
  if (kind == GIT_ERROR_NOMEMORY || has_any(text, {"Cannot allocate memory", "out of memory"}))
    return too_much_memory(settings);
  if (has_any(text, {"File too large"})) return too_many_bytes(settings);
  if (is_own_disk(settings, kind, text)) return own_disk(settings, text);
  if (has_any(text, {"maximum number of objects", "too many objects", "object count",
                     "objects in"
                     " pack"}))
    return {.code = Code::SourceTooLarge,
            .what = in_quotes(settings.url) + " sends more than " +
                    std::to_string(settings.limits.objects) + " objects",
            .hint = "Keep values in a repository of their own, or raise the limit."};
  if (failed == GIT_EAUTH || has_any(text, {"status code: 401", "status code: 403", "authenticat",
                                            "public key from private key"}))
    return credentials_refused(settings);
  if (failed == GIT_ECERTIFICATE || kind == GIT_ERROR_SSL)
    return {.code = Code::SourceCertificate,
            .what = "TLS with " + in_quotes(settings.url) + " failed: " + text,
            .hint = "Look at the server's certificate and at the file of authorities."};
  const bool answered = has_any(text, {"packet", "pkt", "protocol", "redirect"});
  if (((kind == GIT_ERROR_NET || kind == GIT_ERROR_OS) && !answered) ||
      has_any(text, {"failed to connect", "resolve address", "timed out"}))
    return {.code = Code::SourceUnreachable,
            .what = in_quotes(settings.url) + " cannot be reached: " + text,
            .hint = "Look at the URL, the network and the proxy."};
  return {.code = Code::SourceFailed,
          .what = in_quotes(settings.url) + " cannot be pulled: " + text,
          .hint = "Look at the URL's path; if it is right, the server's log says more."};
}

}  // namespace pgberth
