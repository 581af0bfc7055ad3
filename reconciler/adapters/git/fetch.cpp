#include "reconciler/adapters/git/fetch.h"

#include "reconciler/adapters/git/completeness.h"
#include "reconciler/adapters/git/conversation.h"
#include "reconciler/adapters/git/mirror_folder.h"
#include "reconciler/adapters/git/remote_failure.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPacks = 50;
constexpr const char* kOurRef = "refs/pgberth/values";

bool is_id(const std::string& text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::size_t packs_in(const fs::path& clone) {
  std::size_t packs = 0;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(clone / "objects/pack", ignored))
    if (entry.path().extension() == ".pack") ++packs;
  return packs;
}

/// What the settings' ref is at the remote.
std::optional<Conversation::Offer> chosen(const std::vector<Conversation::Offer>& offers,
                                          const std::string& ref) {
  std::vector<std::string> names{"refs/heads/" + ref, "refs/tags/" + ref};
  if (ref.empty()) names = {"HEAD"};
  if (ref.starts_with("refs/")) names = {ref};
  for (const std::string& name : names)
    for (const Conversation::Offer& offer : offers)
      if (offer.name == name) return offer;
  return std::nullopt;
}

Error no_ref(const MirrorSettings& settings) {
  const std::string what = is_id(settings.ref)                 ? "no commit "
                           : settings.ref.starts_with("refs/") ? "no ref "
                                                               : "no branch or tag ";
  return {.code = Code::RefMissing,
          .what = in_quotes(settings.url) + (settings.ref.empty()
                                                 ? " has no commit yet"
                                                 : " has " + what + in_quotes(settings.ref)),
          .hint = "Correct the name, or push it."};
}

Error folder_failed(const fs::path& clone) {
  return {.code = Code::BadSource,
          .what = "the clone \"" + clone.string() + "\" cannot be written: " + git_message(),
          .hint = "Look at the folder and the room on the disk."};
}

/// One pull, with the folder in hand.
class Pull {
 public:
  Pull(const FetchRequest& request, const RemoteUrl& url, MirrorFolder folder)
      : request_(request), settings_(request.settings), url_(url), folder_(std::move(folder)) {}

  Result<Fetched> pull();

 private:
  std::string why_anew();
  Result<Fetched> into(const std::string& clone);
  Result<git_oid> fetched(Conversation& remote, git_repository* repository);
  Result<git_oid> commit_of(git_repository* repository, const git_oid& target);
  Result<Fetched> kept(git_repository* repository, const std::string& clone, const git_oid& target);
  Result<Fetched> unchanged() const;

  const FetchRequest& request_;
  const MirrorSettings& settings_;
  const RemoteUrl& url_;
  MirrorFolder folder_;
  bool crowded_ = false;   ///< Too many packs: what is new goes into a clone of its own.
  std::string rebuilt_{};  ///< Why a new clone is made; "": the one that is there goes on.
};

/// Why the clone that is there cannot be gone on with; "": it can.
std::string Pull::why_anew() {
  const MirrorState& state = folder_.state();
  if (state.clone.empty()) return "there was none";
  if (state.url != settings_.url) return "it was of " + in_quotes(state.url);
  if (request_.damaged) return "an object in it was damaged";
  git_repository* opened = nullptr;
  if (git_repository_open_bare(&opened, folder_.path_of(state.clone).c_str()) != 0)
    return "it could not be opened";
  const RepositoryHandle repository(opened);
  git_oid id;
  if (git_oid_fromstr(&id, state.commit.c_str()) != 0) return "its mark was damaged";
  if (!check_complete(opened, id)) return "an object in it was damaged";
  return "";
}

Result<Fetched> Pull::unchanged() const {
  const MirrorState& state = folder_.state();
  return Fetched{.commit = state.commit, .clone = state.clone, .before = state.commit};
}

/// A tag is followed to its commit.
Result<git_oid> Pull::commit_of(git_repository* repository, const git_oid& target) {
  git_object* found = nullptr;
  if (git_object_lookup(&found, repository, &target, GIT_OBJECT_ANY) != 0)
    return broken_object(target, "has not come");
  const ObjectHandle object(found);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, found, GIT_OBJECT_COMMIT) != 0)
    return Error{
        .code = Code::RefMissing,
        .what = in_quotes(settings_.ref) + " of " + in_quotes(settings_.url) + " is no commit",
        .hint = "Name a branch, or a tag of a commit."};
  const ObjectHandle commit(peeled);
  return *git_object_id(peeled);
}

/// What came counts from now on.
Result<Fetched> Pull::kept(git_repository* repository, const std::string& clone,
                           const git_oid& target) {
  auto commit = commit_of(repository, target);
  if (!commit) return std::move(commit).error();
  if (auto complete = check_complete(repository, *commit); !complete)
    return std::move(complete).error();
  git_reference* made = nullptr;
  if (git_reference_create(&made, repository, kOurRef, &*commit, 1, nullptr) != 0)
    return folder_failed(folder_.path_of(clone));
  const ReferenceHandle reference(made);

  const MirrorState before = folder_.state();
  const bool same_ref = before.url == settings_.url && before.ref == settings_.ref;
  Fetched fetched{.commit = hex(*commit), .clone = clone, .rebuilt = rebuilt_};
  if (same_ref) fetched.before = before.commit;
  git_oid old;
  if (same_ref && before.commit != fetched.commit &&
      git_oid_fromstr(&old, before.commit.c_str()) == 0)
    fetched.rewritten = git_graph_descendant_of(repository, &*commit, &old) != 1;
  if (auto written = folder_.keep({.url = settings_.url,
                                   .ref = settings_.ref,
                                   .clone = clone,
                                   .target = hex(target),
                                   .commit = fetched.commit});
      !written)
    return std::move(written).error();
  return fetched;
}

/// Brings the ref; the object that it names at the remote. A commit's id that no server hands out
/// by itself is looked for in all branches and tags.
Result<git_oid> Pull::fetched(Conversation& remote, git_repository* repository) {
  auto offers = remote.offers();
  if (!offers) return std::move(offers).error();
  if (!is_id(settings_.ref)) {
    const auto offer = chosen(*offers, settings_.ref);
    if (!offer) return no_ref(settings_);
    if (hex(offer->id) == folder_.state().target && rebuilt_.empty() &&
        folder_.state().ref == settings_.ref)
      return offer->id;
    if (crowded_ && rebuilt_.empty()) return offer->id;
    if (auto done = remote.download("+" + offer->name + ":" + kOurRef); !done)
      return std::move(done).error();
    return offer->id;
  }
  git_oid id;
  git_oid_fromstr(&id, settings_.ref.c_str());
  for (const Conversation::Offer& offer : *offers)
    if (git_oid_equal(&offer.id, &id) != 0) {
      if (auto done = remote.download("+" + offer.name + ":" + kOurRef); !done)
        return std::move(done).error();
      return id;
    }
  if (auto done = remote.download("+refs/*:refs/pgberth/all/*"); !done)
    return std::move(done).error();
  if (!commit_of(repository, id)) return no_ref(settings_);
  return id;
}

Result<Fetched> Pull::into(const std::string& clone) {
  const fs::path path = folder_.path_of(clone);
  git_repository* opened = nullptr;
  const int failed = rebuilt_.empty() ? git_repository_open_bare(&opened, path.c_str())
                                      : git_repository_init(&opened, path.c_str(), 1);
  if (failed != 0) return folder_failed(path);
  const RepositoryHandle repository(opened);
  Conversation remote(request_, url_);
  if (auto connected = remote.connect(opened); !connected) return std::move(connected).error();
  auto target = fetched(remote, opened);
  if (!target) return std::move(target).error();
  const MirrorState& state = folder_.state();
  if (rebuilt_.empty() && hex(*target) == state.target && state.ref == settings_.ref)
    return unchanged();
  if (crowded_ && rebuilt_.empty()) {
    rebuilt_ = "it had grown to " + std::to_string(kMostPacks) + " packs";
    return into(folder_.free_name());
  }
  return kept(opened, clone, *target);
}

Result<Fetched> Pull::pull() {
  rebuilt_ = why_anew();
  const MirrorState state = folder_.state();
  if (rebuilt_.empty() && is_id(settings_.ref) && state.commit == settings_.ref) return unchanged();
  const bool first = state.clone.empty();
  crowded_ = !first && packs_in(folder_.path_of(state.clone)) >= kMostPacks;
  const std::string clone = rebuilt_.empty() ? state.clone : folder_.free_name();
  auto pulled = into(clone);
  // What came may lack an object that only a damaged clone of ours said to have.
  if (!pulled && pulled.error().code == Code::RepositoryBroken && rebuilt_.empty()) {
    rebuilt_ = "an object in it was damaged";
    pulled = into(folder_.free_name());
  }
  if (pulled && first) pulled->rebuilt.clear();
  if (!pulled && pulled.error().code == Code::RepositoryBroken)
    return std::move(pulled).error().during("pulling " + in_quotes(settings_.url));
  return pulled;
}

}  // namespace

Result<Fetched> fetch(const FetchRequest& request) {
  const MirrorSettings& settings = request.settings;
  auto url = checked_source(settings);
  if (!url) return std::move(url).error();
  git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, settings.limits.objects);
  if (!settings.ca_file.empty() &&
      git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, settings.ca_file.c_str(), nullptr) != 0)
    return Error{
        .code = Code::BadSource,
        .what = "the CA file " + in_quotes(settings.ca_file) + " cannot be used: " + git_message(),
        .hint = "Name a file of certificates in PEM form."};
  auto folder = MirrorFolder::open(settings.folder);
  if (!folder) return std::move(folder).error();
  return Pull(request, *url, *std::move(folder)).pull();
}

}  // namespace pgberth
