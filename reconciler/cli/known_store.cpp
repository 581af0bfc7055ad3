#include "reconciler/cli/known_store.h"

#include <algorithm>
#include <cctype>

namespace pgberth {
namespace {

/// Whether it is about who asks and when, and not about which store it is.
bool may_pass(const Error& error) {
  return error.code == Code::StoreUnreachable || error.code == Code::StoreBusy ||
         error.code == Code::StoreSealed || error.code == Code::StoreAuth ||
         error.code == Code::StoreCertificate;
}

/// What others tell is shown only if it could be a name.
std::string shown(const std::string& identity) {
  constexpr std::size_t longest = 64;
  const bool is_name = !identity.empty() && identity.size() <= longest &&
                       std::ranges::all_of(identity, [](unsigned char c) {
                         return std::isalnum(c) != 0 || c == '-';
                       });
  return is_name ? "\"" + identity + "\"" : "another one";
}

}  // namespace

Error KnownStore::other(const Result<std::string>& found) const {
  const std::string wanted = "\"" + wanted_ + "\"";
  if (found)
    return {.code = Code::OtherStore,
            .what = to_string(id_) + " is " + shown(*found) + " and not " + wanted +
                    ", as the settings say",
            .hint = "Correct what leads there, or `identity` of the store."};
  return {.code = Code::OtherStore,
          .what = to_string(id_) + " does not tell whether it is " + wanted +
                  ", as the settings say: " + found.error().what,
          .hint = found.error().hint.empty() ? "Take `identity` out of its settings."
                                             : found.error().hint};
}

std::optional<Error> KnownStore::stranger() {
  const std::lock_guard lock(busy_);
  if (settled_) return other_;
  const auto found = inner_->identity();
  if (!found && may_pass(found.error())) return found.error();
  settled_ = true;
  if (!found || *found != wanted_) other_ = other(found);
  return other_;
}

std::map<std::string, StoredEntry> KnownStore::read(const std::set<std::string>& paths) {
  const auto why = stranger();
  if (!why) return inner_->read(paths);
  std::map<std::string, StoredEntry> answers;
  for (const std::string& path : paths)
    answers[path] = {.presence = Presence::Unreadable, .detail = why->what, .hint = why->hint};
  return answers;
}

Result<Creation> KnownStore::create(const std::string& path, const NewEntry& entry) {
  if (auto why = stranger()) return *std::move(why);
  return inner_->create(path, entry);
}

Result<std::set<std::string>> KnownStore::add_missing_keys(const std::string& path,
                                                           const NewKeys& keys) {
  if (auto why = stranger()) return *std::move(why);
  return inner_->add_missing_keys(path, keys);
}

Result<std::set<std::string>> KnownStore::list(const std::string& prefix) {
  if (auto why = stranger()) return *std::move(why);
  return inner_->list(prefix);
}

std::map<std::string, Upkeep> KnownStore::upkeep(const std::set<std::string>& paths) {
  if (stranger()) return {};
  return inner_->upkeep(paths);
}

std::map<std::string, std::string> KnownStore::circumstances(const std::set<std::string>& paths) {
  if (stranger()) return {};
  return inner_->circumstances(paths);
}

std::optional<Versions> KnownStore::versions(const std::set<std::string>& paths) {
  if (stranger()) return std::nullopt;
  return inner_->versions(paths);
}

Result<std::string> KnownStore::identity() {
  if (auto why = stranger()) return *std::move(why);
  return wanted_;
}

std::vector<Check> KnownStore::examine(const StoreWork& work) {
  const auto why = stranger();
  if (!why) return inner_->examine(work);
  Check check = unreachable(*why);
  if (why->code == Code::OtherStore) check.about = kIdentity;
  return {std::move(check)};
}

}  // namespace pgberth
