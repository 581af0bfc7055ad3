#include "reconciler/adapters/git/loose_objects.h"

#include "reconciler/adapters/git/git_library.h"

#include <git2/sys/odb_backend.h>
#if __has_include(<git2/sys/errors.h>)
#include <git2/sys/errors.h>  // Where libgit2 1.7 and later keep git_error_set_str.
#endif

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>
#include <zlib.h>

namespace pgberth {
namespace {

constexpr int kBeforeTheOthers = 100;

struct LooseReader {
  git_odb_backend backend;  // First: libgit2 knows us by its address.
  std::filesystem::path objects;
};

int broken(const char* why) {
  git_error_set_str(GIT_ERROR_ODB, why);
  return GIT_ERROR;
}

/// The unpacked bytes of one object's file, piece by piece.
class Unpacked {
 public:
  Unpacked(const std::filesystem::path& objects, const git_oid& id) {
    const std::string name = git_oid_tostr_s(&id);
    const auto path = objects / name.substr(0, 2) / name.substr(2);
    file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    started_ = inflateInit(&stream_) == Z_OK;
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  ~Unpacked() {
    if (started_) inflateEnd(&stream_);
    if (file_ >= 0) close(file_);
  }

  bool there() const { return file_ >= 0; }

  /// Up to `wanted` bytes into `to`, fewer only where the object ends; -1 when it is damaged.
  std::ptrdiff_t take(char* to, std::size_t wanted) {
    std::size_t taken = 0;
    while (taken < wanted && !ended_) {
      if (stream_.avail_in == 0 && !refill()) return -1;
      const auto room = static_cast<uInt>(std::min<std::size_t>(wanted - taken, 1U << 30U));
      stream_.next_out = reinterpret_cast<Bytef*>(to + taken);
      stream_.avail_out = room;
      const int result = inflate(&stream_, Z_NO_FLUSH);
      taken += room - stream_.avail_out;
      if (result == Z_STREAM_END) ended_ = true;
      if (result != Z_OK && result != Z_STREAM_END) return -1;
    }
    return static_cast<std::ptrdiff_t>(taken);
  }

 private:
  bool refill() {
    const ssize_t count = ::read(file_, block_.data(), block_.size());
    if (!started_ || count <= 0) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(block_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return true;
  }

  int file_ = -1;
  bool started_ = false;
  bool ended_ = false;
  z_stream stream_{};
  std::array<char, 16384> block_{};
};

/// Reads "blob 123\0".
bool read_head(Unpacked& object, std::size_t& size, git_object_t& type) {
  std::string head;
  while (head.size() < 32) {
    char byte = 0;
    if (object.take(&byte, 1) != 1) return false;
    if (byte == '\0') break;
    head += byte;
  }
  const std::size_t space = head.find(' ');
  if (space == std::string::npos) return false;
  type = git_object_string2type(head.substr(0, space).c_str());
  const char* end = head.data() + head.size();
  const auto parsed = std::from_chars(head.data() + space + 1, end, size);
  return parsed.ec == std::errc() && parsed.ptr == end && type != GIT_OBJECT_INVALID;
}

const LooseReader& self(git_odb_backend* backend) {
  return *reinterpret_cast<const LooseReader*>(backend);
}

int read_header(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                const git_oid* id) {
  const auto object = std::make_unique<Unpacked>(self(backend).objects, *id);
  if (!object->there()) return GIT_ENOTFOUND;
  return read_head(*object, *size, *type) ? 0 : broken("its file is damaged");
}

int read_object(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                const git_oid* id) {
  const auto object = std::make_unique<Unpacked>(self(backend).objects, *id);
  if (!object->there()) return GIT_ENOTFOUND;
  if (!read_head(*object, *size, *type)) return broken("its file is damaged");
  if (*size > GitLibrary::kLargestUnfolded) return broken("it is too large to be read");
  auto* bytes = static_cast<char*>(git_odb_backend_data_alloc(backend, *size + 1));
  if (bytes == nullptr) return GIT_ERROR;
  // One byte more is asked for, which must not come.
  if (object->take(bytes, *size + 1) != static_cast<std::ptrdiff_t>(*size)) {
    git_odb_backend_data_free(backend, bytes);
    return broken("its file ends too early or too late");
  }
  *data = bytes;
  return 0;
}

void free_reader(git_odb_backend* backend) {
  delete reinterpret_cast<LooseReader*>(backend);
}

}  // namespace

int add_loose_reader(git_odb* odb, const std::filesystem::path& objects) {
  auto reader = std::make_unique<LooseReader>(LooseReader{.backend = {}, .objects = objects});
  if (const int failed = git_odb_init_backend(&reader->backend, GIT_ODB_BACKEND_VERSION))
    return failed;
  reader->backend.read = read_object;
  reader->backend.read_header = read_header;
  reader->backend.free = free_reader;
  const int failed = git_odb_add_backend(odb, &reader->backend, kBeforeTheOthers);
  if (failed == 0) static_cast<void>(reader.release());  // The database frees it.
  return failed;
}

}  // namespace pgberth
