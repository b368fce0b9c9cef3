/** The box of the capture page: a drawing of what is asked, or the file that was picked. */

export class Viewer {
  constructor(box, alternative) {
    this.box = box;
    this.alternative = alternative;
    this.drawing = [...box.childNodes];
    this.kept = this.drawing;
  }

  /** Show a picked file: the picture, or its name where the browser cannot draw it. */
  show(file) {
    const name = nameOf(file);
    if (!file.type.startsWith("image/")) {
      this.box.replaceChildren(name);
      return;
    }
    const image = document.createElement("img");
    image.alt = this.alternative;
    image.onload = () => URL.revokeObjectURL(image.src);
    image.onerror = () => image.replaceWith(name);
    image.src = URL.createObjectURL(file);
    this.box.replaceChildren(image);
  }

  /** What is shown has arrived: come back to it when another file is refused. */
  keep() {
    this.kept = [...this.box.childNodes];
  }

  /** Show what was kept last. */
  restore() {
    this.box.replaceChildren(...this.kept);
  }

  /** Show the drawing again, for the next page of a set. */
  clear() {
    this.kept = this.drawing;
    this.restore();
  }
}

function nameOf(file) {
  const name = document.createElement("p");
  name.className = "viewer-file";
  const isolated = document.createElement("bdi");
  isolated.textContent = file.name;
  name.append(isolated);
  return name;
}
