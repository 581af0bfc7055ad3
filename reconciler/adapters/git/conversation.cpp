#include "reconciler/adapters/git/conversation.h"

#include "reconciler/adapters/git/known_hosts.h"
#include "reconciler/adapters/git/remote_failure.h"
#include "reconciler/adapters/secret_file.h"

#include <string_view>
#include <utility>

namespace pgberth {
namespace {

/// "https://host:port" of a URL.
std::string_view origin_of(std::string_view url) {
  const std::size_t colons = url.find("://");
  if (colons == std::string_view::npos) return url;
  return url.substr(0, url.find_first_of("/?#", colons + 3));
}

}  // namespace

int Conversation::refuse(Error error) {
  if (!refused_) refused_ = std::move(error);
  return GIT_EUSER;
}

Error Conversation::failure(int failed) {
  std::optional<Error> refused = std::exchange(refused_, std::nullopt);
  return refused ? *std::move(refused) : remote_failure(request_.settings, failed);
}

int Conversation::password(git_credential** given, const char* url) {
  const GitCredentials& credentials = request_.settings.credentials;
  // Whoever the server sends us on to gets nothing. Older libgit2 tell the first URL here even
  // then, so the name in the last certificate must agree too.
  const std::string_view origin = origin_of(url);
  const bool elsewhere =
      origin != origin_of(request_.settings.url) || (!host_.empty() && host_ != url_.host);
  if (elsewhere)
    return refuse(
        {.code = Code::SourceFailed,
         .what = in_quotes(request_.settings.url) + " leads to another server (" +
                 std::string(origin != origin_of(request_.settings.url) ? origin : host_) +
                 "), which gets no credentials",
         .hint = "Write the URL that the repository has now."});
  auto secret = read_secret_line(
      {.path = credentials.password_file, .what = "password file", .code = Code::BadSource});
  if (!secret) return refuse(std::move(secret).error());
  const std::string user = credentials.username.empty() ? "git" : credentials.username;
  const std::string text(secret->reveal());
  return git_credential_userpass_plaintext_new(given, user.c_str(), text.c_str());
}

int Conversation::key(git_credential** given, const char* user) {
  const GitCredentials& credentials = request_.settings.credentials;
  auto key =
      read_secret_file({.path = credentials.key_file, .what = "key file", .code = Code::BadSource});
  if (!key) return refuse(std::move(key).error());
  auto passphrase = credentials.passphrase_file.empty()
                        ? Result<Secret>(Secret())
                        : read_secret_line({.path = credentials.passphrase_file,
                                            .what = "passphrase file",
                                            .code = Code::BadSource});
  if (!passphrase) return refuse(std::move(passphrase).error());
  const std::string text(passphrase->reveal());
  return git_credential_ssh_key_new(given, user, nullptr, credentials.key_file.c_str(),
                                    passphrase->empty() ? nullptr : text.c_str());
}

int Conversation::give_credentials(git_credential** given, const char* url, const char* user,
                                   unsigned allowed, void* self) {
  auto& conversation = *static_cast<Conversation*>(self);
  const GitCredentials& credentials = conversation.request_.settings.credentials;
  const std::string name = user == nullptr || *user == '\0' ? "git" : user;
  if ((allowed & GIT_CREDENTIAL_USERNAME) != 0)
    return git_credential_username_new(given, name.c_str());
  const bool takes_key = (allowed & GIT_CREDENTIAL_SSH_KEY) != 0 && !credentials.key_file.empty();
  const bool takes_password = (allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) != 0 &&
                              !credentials.password_file.empty() &&
                              conversation.url_.kind != RemoteUrl::Kind::Ssh;
  // Asked a second time: the first answer was wrong, and stays so.
  if (std::exchange(conversation.gave_credentials_, true) || (!takes_key && !takes_password))
    return conversation.refuse(credentials_refused(conversation.request_.settings));
  return takes_key ? conversation.key(given, name.c_str()) : conversation.password(given, url);
}

int Conversation::check_certificate(git_cert* certificate, int valid, const char* host,
                                    void* self) {
  auto& conversation = *static_cast<Conversation*>(self);
  const MirrorSettings& settings = conversation.request_.settings;
  conversation.host_ = host == nullptr ? "" : host;
  if (certificate->cert_type == GIT_CERT_X509) {
    if (valid != 0) return 0;
    return conversation.refuse(certificate_refused(conversation.host_));
  }
  if (certificate->cert_type != GIT_CERT_HOSTKEY_LIBSSH2)
    return conversation.refuse(certificate_refused(conversation.host_));
  const auto& key = *reinterpret_cast<const git_cert_hostkey*>(certificate);
  if ((key.type & GIT_CERT_SSH_RAW) == 0)
    return conversation.refuse(certificate_refused(conversation.host_));
  const int port = conversation.url_.port.empty() ? 22 : std::stoi(conversation.url_.port);
  auto checked = check_host_key(settings.credentials.known_hosts_file, conversation.url_.host, port,
                                std::string_view(key.hostkey, key.hostkey_len));
  return checked ? 0 : conversation.refuse(std::move(checked).error());
}

int Conversation::check_progress(const git_indexer_progress* progress, void* self) {
  auto& conversation = *static_cast<Conversation*>(self);
  const MirrorSettings& settings = conversation.request_.settings;
  if (progress->received_bytes <= settings.limits.received) return 0;
  return conversation.refuse(too_many_bytes(settings));
}

git_remote_callbacks Conversation::callbacks() {
  git_remote_callbacks callbacks = GIT_REMOTE_CALLBACKS_INIT;
  callbacks.credentials = give_credentials;
  callbacks.certificate_check = check_certificate;
  callbacks.transfer_progress = check_progress;
  callbacks.payload = this;
  return callbacks;
}

Result<Done> Conversation::connect(git_repository* repository) {
  const MirrorSettings& settings = request_.settings;
  git_remote* remote = nullptr;
  if (const int failed = git_remote_create_anonymous(&remote, repository, settings.url.c_str()))
    return failure(failed);
  remote_.reset(remote);
  git_remote_connect_options options = GIT_REMOTE_CONNECT_OPTIONS_INIT;
  options.callbacks = callbacks();
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;  // Not to another host; the same may.
  options.proxy_opts.type = settings.proxy.empty() ? GIT_PROXY_NONE : GIT_PROXY_SPECIFIED;
  options.proxy_opts.url = settings.proxy.empty() ? nullptr : settings.proxy.c_str();
  if (const int failed = git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options))
    return failure(failed);
  return Done{};
}

Result<std::vector<Conversation::Offer>> Conversation::offers() {
  const git_remote_head** heads = nullptr;
  std::size_t count = 0;
  if (const int failed = git_remote_ls(&heads, &count, remote_.get())) return failure(failed);
  std::vector<Offer> offers;
  offers.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    offers.push_back({.name = heads[i]->name, .id = heads[i]->oid});
  return offers;
}

Result<Done> Conversation::download(const std::string& refspec) {
  const MirrorSettings& settings = request_.settings;
  git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
  options.callbacks = callbacks();
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;  // Not to another host; the same may.
  options.proxy_opts.type = settings.proxy.empty() ? GIT_PROXY_NONE : GIT_PROXY_SPECIFIED;
  options.proxy_opts.url = settings.proxy.empty() ? nullptr : settings.proxy.c_str();
  std::string text = refspec;
  char* only = text.data();
  const git_strarray refspecs{.strings = &only, .count = 1};
  gave_credentials_ = false;  // Each request of HTTP is asked for them anew.
  if (const int failed = git_remote_download(remote_.get(), &refspecs, &options))
    return failure(failed);
  return Done{};
}

}  // namespace pgberth
