#include "reconciler/adapters/vault/kv_rights.h"

#include "reconciler/model/by_hand.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pgberth {
namespace {

constexpr std::array<std::string_view, 3> kCapabilities{"create", "read", "patch"};

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

/// A text of HCL in quotes.
std::string hcl_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// Whether a policy would take `path` for more than the one path that it is.
bool is_pattern(const std::string& path) {
  return path.ends_with('*') || ("/" + path + "/").find("/+/") != std::string::npos;
}

std::string list_of(const Capabilities& capabilities) {
  std::string list;
  for (const std::string& capability : capabilities)
    list += (list.empty() ? "" : ", ") + quoted(capability);
  return list;
}

bool grants(const Capabilities& granted, const std::string& capability) {
  return granted.contains(capability) || granted.contains("root");
}
bool grants_any(const Capabilities& granted) {
  return std::ranges::any_of(granted, [](const auto& each) { return each != "deny"; });
}

const Capabilities& at(const GrantedCapabilities& granted, const std::string& path) {
  static const Capabilities none;
  const auto found = granted.find(path);
  return found == granted.end() ? none : found->second;
}

Capabilities lacking(const Capabilities& wanted, const Capabilities& granted) {
  Capabilities lacks;
  for (const std::string& capability : wanted)
    if (!grants(granted, capability)) lacks.insert(capability);
  return lacks;
}

Capabilities without(Capabilities all, const Capabilities& others) {
  std::erase_if(all, [&](const std::string& each) { return others.contains(each); });
  return all;
}

/// Vault says the same of a path that a policy denies and of one that none grants.
std::string denial_note(const Capabilities& granted) {
  return grants_any(granted) ? "" : "\n# and no policy of the token may say \"deny\" for it";
}

/// Where an entry may be whose mount is not known: its mount, and its path as policies write it.
struct Possible {
  std::string mount;
  std::string path;
};
std::vector<Possible> possible(const std::string& path) {
  std::vector<Possible> all;
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1))
    all.push_back(
        {path.substr(0, slash + 1), path.substr(0, slash) + "/data" + path.substr(slash)});
  return all;
}

std::string mount_command(std::string mount) {
  mount.pop_back();  // The slash at its end.
  return "vault secrets enable -path=" + shell_word(mount) + " -version=2 kv";
}

constexpr const char* kPattern = "Give the entry a name that is no pattern to policies.";

/// The mount at `place` is not there, or what is granted below it would show it.
Check no_mount(const std::vector<Possible>& places, std::size_t place) {
  Check check{.about = "mount " + quoted(places[place].mount),
              .verdict = Verdict::Missing,
              .seen = "is not there, or is part of the path of another one that is hidden",
              .cure = mount_command(places[place].mount)};
  if (place + 1 < places.size())
    check.cure += "\n# where the mount is " + quoted(places[place + 1].mount) +
                  ", it is hidden: grant " + quoted("read") + " on " +
                  quoted(places[place + 1].path);
  return check;
}

/// A block for each mount that the entry may be in: the one that is there shows itself then.
std::string blocks_for_all(const std::vector<Possible>& places, const Capabilities& capabilities) {
  std::string blocks = "# where there is no mount yet: " + mount_command(places.front().mount);
  for (const Possible& place : places)
    blocks += "\n" +
              (places.size() > 1 ? "# where the mount is " + quoted(place.mount) + "\n" : "") +
              policy_block(place.path, capabilities);
  return blocks + denial_note({});
}

/// One check for what is needed, and one for what a person can do instead. A block of a policy
/// counts alone, so it repeats what is granted.
void tell_lacks(const std::string& path, const KvRights::Need& need, const Capabilities& granted,
                CheckList& checks) {
  const Capabilities all = lacking(need.needed, granted);
  const Capabilities optional = lacking(need.optional, granted);
  const Capabilities missing = without(all, optional);
  const auto cure = [&](const Capabilities& capabilities) {
    return is_pattern(path) ? kPattern : policy_block(path, capabilities) + denial_note(granted);
  };
  if (!missing.empty())
    checks.missing(list_of(missing) + " on " + quoted(path), "is not granted",
                   cure(without(need.needed, optional)));
  if (!optional.empty())
    checks.optional(list_of(optional) + " on " + quoted(path),
                    "is not granted: keys are added by a person; `addKeys: false` says so",
                    cure(need.needed));
}

}  // namespace

std::string policy_block(const std::string& path, const Capabilities& capabilities) {
  return "path " + hcl_text(path) + " {\n  capabilities = [" + list_of(capabilities) + "]\n}";
}

void KvRights::need(const KvName& name, const Need& need) {
  needs_[name.data_path()] = need;
}

void KvRights::need_hidden(const std::string& path, const Need& need) {
  hidden_[path] = need;
}

std::set<std::string> KvRights::paths() const {
  std::set<std::string> paths = lists_;
  for (const auto& [path, need] : needs_) paths.insert(path);
  for (const auto& [path, need] : hidden_)
    for (const Possible& place : possible(path)) paths.insert(place.path);
  return paths;
}

void KvRights::tell(const GrantedCapabilities& granted, CheckList& checks) const {
  tell_hidden(granted, checks);
  for (const auto& [path, need] : needs_) tell_lacks(path, need, at(granted, path), checks);
  tell_fine(granted, checks);
  for (const std::string& path : lists_)
    if (!grants(at(granted, path), "list"))
      checks.optional("\"list\" on " + quoted(path), "is not granted; only `report` needs it",
                      policy_block(path + "*", {"list"}));
}

void KvRights::tell_hidden(const GrantedCapabilities& granted, CheckList& checks) const {
  std::set<std::string> told;
  for (const auto& [path, need] : hidden_) {
    const std::vector<Possible> places = possible(path);
    const auto shown = std::ranges::find_if(
        places, [&](const Possible& place) { return grants_any(at(granted, place.path)); });
    if (shown == places.end()) {
      const Capabilities needed = without(need.needed, need.optional);
      checks.missing(list_of(needed) + " on " + quoted(places.front().path),
                     "is not granted, and the mount is hidden",
                     is_pattern(path) ? kPattern : blocks_for_all(places, needed));
      continue;
    }
    if (told.insert(shown->mount).second)
      checks.add(no_mount(places, static_cast<std::size_t>(shown - places.begin())));
    tell_lacks(shown->path, need, at(granted, shown->path), checks);
  }
}

void KvRights::tell_fine(const GrantedCapabilities& granted, CheckList& checks) const {
  for (const std::string_view each : kCapabilities) {
    const std::string capability(each);
    const auto fine = std::ranges::count_if(needs_, [&](const auto& need) {
      return need.second.needed.contains(capability) && grants(at(granted, need.first), capability);
    });
    if (fine > 0)
      checks.fine(quoted(capability),
                  "on " + std::to_string(fine) + (fine == 1 ? " entry" : " entries"));
  }
}

}  // namespace pgberth
